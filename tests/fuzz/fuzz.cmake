# Runs TARGET, linked with libFuzzer, for SECONDS, from the inputs in CORPUS.
# Inputs that libFuzzer adds, and inputs that break a property, are written to
# SCRATCH. SCRATCH is emptied first, so that each run starts the same, and
# CORPUS does not change.
file(GLOB inputs ${CORPUS}/*)
if(NOT inputs)
  message(FATAL_ERROR "${CORPUS} is empty")
endif()
file(REMOVE_RECURSE ${SCRATCH})
file(MAKE_DIRECTORY ${SCRATCH}/found ${SCRATCH}/corpus)
file(COPY ${inputs} DESTINATION ${SCRATCH}/corpus)

# An input that takes ten seconds counts as an input that never ends.
execute_process(
  COMMAND ${TARGET} -seed=1 -max_total_time=${SECONDS} -timeout=10
          -print_final_stats=1 -artifact_prefix=${SCRATCH}/found/
          ${SCRATCH}/corpus
  RESULT_VARIABLE result)
if(NOT result EQUAL 0)
  message(FATAL_ERROR "${TARGET} ended with ${result}; see ${SCRATCH}/found")
endif()
