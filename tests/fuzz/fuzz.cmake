# Runs TARGET, linked with libFuzzer, for SECONDS, from the inputs in CORPUS.
# What it finds interesting or broken it writes to SCRATCH, which is emptied
# first: the same start each time, and the corpus stays as it is.
file(GLOB inputs ${CORPUS}/*)
if(NOT inputs)
  message(FATAL_ERROR "${CORPUS} is empty")
endif()
file(REMOVE_RECURSE ${SCRATCH})
file(MAKE_DIRECTORY ${SCRATCH}/found ${SCRATCH}/corpus)
file(COPY ${inputs} DESTINATION ${SCRATCH}/corpus)

# An input that takes ten seconds is as good as one that takes for ever.
execute_process(
  COMMAND ${TARGET} -seed=1 -max_total_time=${SECONDS} -timeout=10
          -print_final_stats=1 -artifact_prefix=${SCRATCH}/found/
          ${SCRATCH}/corpus
  RESULT_VARIABLE result)
if(NOT result EQUAL 0)
  message(FATAL_ERROR "${TARGET} ended with ${result}; see ${SCRATCH}/found")
endif()
