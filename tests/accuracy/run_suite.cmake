# Runs accuracy_results over cases.csv (with PREFIX: PREFIXcases.csv) and judges what it writes.
if(NOT PYTHON)
  message("skipped: there is no python3 to judge the results")
  return()
endif()
execute_process(COMMAND ${PROGRAM} ${HERE}/${PREFIX}cases.csv OUTPUT_FILE ${OUT} RESULT_VARIABLE failed)
if(failed)
  message(FATAL_ERROR "accuracy_results: ${failed}")
endif()
execute_process(COMMAND ${PYTHON} ${HERE}/score.py ${HERE}/${PREFIX}expected.csv ${OUT} --meta ${HERE}/${PREFIX}meta.csv
  RESULT_VARIABLE failed)
if(failed)
  message(FATAL_ERROR "values outside their limits")
endif()
