# lm_registry(TARGET lemmas/<slug>/lemma.c ...) builds every lemma and the table of them that lemmata/audit.h declares.
function(lm_registry target)
  add_library(${target} OBJECT)   # objects, so that lm_audit finds the table whatever the link order
  target_link_libraries(${target} PUBLIC lm_audit)
  set(declarations "")
  set(entries "")
  foreach(file ${ARGN})
    get_filename_component(folder ${file} DIRECTORY)
    get_filename_component(slug ${folder} NAME)
    string(REPLACE "-" "_" identifier ${slug})
    if(NOT EXISTS ${folder}/figure.gp OR NOT EXISTS ${folder}/README.md)
      message(FATAL_ERROR "lemmas/${slug} needs lemma.c, README.md and figure.gp (scripts/new-lemma makes them)")
    endif()
    lm_embed(${target} figure_${identifier} lemmas/${slug}/figure.gp)
    target_sources(${target} PRIVATE ${file})
    string(APPEND declarations
      "extern const struct lm_lemma lm_lemma_${identifier};\nextern const char lm_text_figure_${identifier}[];\n")
    string(APPEND entries "    {\"${slug}\", &lm_lemma_${identifier}, lm_text_figure_${identifier}},\n")
    set_property(GLOBAL APPEND PROPERTY LEMMATA_SLUGS ${slug})
  endforeach()
  list(LENGTH ARGN count)
  file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/embedded/registry.c @ONLY CONTENT
"/* Generated from the folders under lemmas/. */
#include <lemmata/audit.h>
@declarations@
const struct lm_registered lm_registry[] = {
@entries@};
const size_t lm_registry_size = @count@;
")
  target_sources(${target} PRIVATE ${PROJECT_BINARY_DIR}/embedded/registry.c)
endfunction()
