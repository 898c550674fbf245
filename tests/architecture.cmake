# A program of one whole module and what the module may use: an arrow that runs back up is an undefined symbol. That it links is the test.
get_property(modules GLOBAL PROPERTY LEMMATA_MODULES)
file(WRITE ${CMAKE_CURRENT_BINARY_DIR}/nothing.c "int main(void) { return 0; }\n")
foreach(module ${modules} lemmas)
  add_executable(link.${module} ${CMAKE_CURRENT_BINARY_DIR}/nothing.c)
  if(module STREQUAL "lemmas")
    target_sources(link.lemmas PRIVATE $<TARGET_OBJECTS:lm_lemmas>)   # a lemma calls the trial and what lies below it
    target_link_libraries(link.lemmas PRIVATE lm_trial)
  else()
    target_link_libraries(link.${module} PRIVATE $<LINK_LIBRARY:WHOLE_ARCHIVE,lm_${module}>)
  endif()
  if(module MATCHES "^(audit|judge|cli)$")
    target_sources(link.${module} PRIVATE $<TARGET_OBJECTS:lm_lemmas>)   # the generated table of lemmas
  endif()
  add_test(NAME link.${module} COMMAND link.${module})
  set_tests_properties(link.${module} PROPERTIES LABELS unit)
endforeach()
