# Every lemma is a test: its controls, then its claims and verdicts in the same run directory, and one report of all at the end.
set(reports ${PROJECT_BINARY_DIR}/reports)
set(LEMMATA_PROFILE quick CACHE STRING "Profile of the lemma tests: smoke, quick, full or paper")
get_property(slugs GLOBAL PROPERTY LEMMATA_SLUGS)
add_test(NAME report.clean COMMAND ${CMAKE_COMMAND} -E rm -rf ${reports}) # no cell of an older build survives
set_tests_properties(report.clean PROPERTIES LABELS report FIXTURES_SETUP lm_reports)
foreach(slug ${slugs})
  set(options --profile ${LEMMATA_PROFILE} --jobs 1 --out ${reports}/${slug} --resume)
  add_test(NAME control.${slug} COMMAND lemmata control ${slug} ${options})
  add_test(NAME lemma.${slug} COMMAND lemmata audit ${slug} ${options})
  set_tests_properties(control.${slug} lemma.${slug} PROPERTIES
    ENVIRONMENT "${quiet_environment}" TIMEOUT 1800 COST 100 FIXTURES_REQUIRED lm_reports)
  file(STRINGS ${PROJECT_SOURCE_DIR}/lemmas/${slug}/lemma.c papers REGEX "^ *\\.papers = \"")
  string(REGEX MATCHALL "[a-z]*20[0-9][0-9]" papers "${papers}")
  set_tests_properties(control.${slug} PROPERTIES LABELS "control;${papers}")
  set_tests_properties(lemma.${slug} PROPERTIES LABELS "lemma;${papers}" DEPENDS control.${slug})
endforeach()

# A cleanup fixture runs after the lemmas also when one of them failed: that is when the report is wanted most.
add_test(NAME report.summary COMMAND ${CMAKE_COMMAND} -DLEMMATA=$<TARGET_FILE:lemmata> -DREPORTS=${reports}
  -P ${CMAKE_CURRENT_SOURCE_DIR}/summary.cmake)
set_tests_properties(report.summary PROPERTIES LABELS report FIXTURES_CLEANUP lm_reports ENVIRONMENT "${quiet_environment}")
