# Fails if PROGRAM lacks a hardening that its build asks for: a position
# independent program, all symbols bound and made read-only at the start, guards
# of the stack, and functions that check the size of what they fill.
execute_process(
  COMMAND ${READELF} --wide --file-header --program-headers --dynamic
          --dyn-syms ${PROGRAM}
  OUTPUT_VARIABLE found COMMAND_ERROR_IS_FATAL ANY)
foreach(hardening IN ITEMS "Flags: .*PIE" "GNU_RELRO" "BIND_NOW"
                           "__stack_chk_fail" "__[a-z]+_chk@")
  if(NOT found MATCHES "${hardening}")
    message(FATAL_ERROR "${PROGRAM} has no ${hardening}")
  endif()
endforeach()
