# The command line, group by group (tests/cli/cli.sh).
find_program(BASH_PROGRAM bash REQUIRED)
foreach(group usage commands runs interrupt writers shards figures new-lemma reference)
  add_test(NAME cli.${group} COMMAND ${BASH_PROGRAM} ${CMAKE_CURRENT_SOURCE_DIR}/cli/cli.sh $<TARGET_FILE:lemmata> ${group})
  set_tests_properties(cli.${group} PROPERTIES LABELS cli TIMEOUT 300 ENVIRONMENT "OPENBLAS_NUM_THREADS=1")
endforeach()

# The committed index of claims is the one that the program prints.
add_test(NAME cli.claims COMMAND ${BASH_PROGRAM} -c "$<TARGET_FILE:lemmata> claims | diff -u ${PROJECT_SOURCE_DIR}/lemmas/CLAIMS.md -")
set_tests_properties(cli.claims PROPERTIES LABELS cli)
