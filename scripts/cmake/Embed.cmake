# lm_embed(TARGET name file name file ...) compiles text files into a target as  extern const char lm_text_<name>[],
# so that the program needs no data files beside it.
function(lm_embed target)
  set(pairs ${ARGN})
  while(pairs)
    list(POP_FRONT pairs name file)
    set(out ${PROJECT_BINARY_DIR}/embedded/${name}.c)
    add_custom_command(OUTPUT ${out}
      COMMAND ${CMAKE_COMMAND} -DNAME=${name} -DIN=${PROJECT_SOURCE_DIR}/${file} -DOUT=${out}
              -P ${PROJECT_SOURCE_DIR}/scripts/cmake/EmbedFile.cmake
      DEPENDS ${PROJECT_SOURCE_DIR}/${file} ${PROJECT_SOURCE_DIR}/scripts/cmake/EmbedFile.cmake VERBATIM)
    target_sources(${target} PRIVATE ${out})
  endwhile()
endfunction()
