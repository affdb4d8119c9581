# Installs ctxdemo as the component `program`. With static libraries it needs no
# other component.
include(GNUInstallDirs)
# Where the system does not look for libraries, the program finds them itself.
get_target_property(type ctx TYPE)
if(type STREQUAL "SHARED_LIBRARY" AND NOT CMAKE_INSTALL_PREFIX STREQUAL "/usr")
  cmake_path(RELATIVE_PATH CMAKE_INSTALL_FULL_LIBDIR
             BASE_DIRECTORY ${CMAKE_INSTALL_FULL_BINDIR}
             OUTPUT_VARIABLE libraries)
  set_property(TARGET ctxdemo APPEND PROPERTY INSTALL_RPATH
                                              "$ORIGIN/${libraries}")
endif()
install(TARGETS ctxdemo COMPONENT program)
install(FILES ${PROJECT_SOURCE_DIR}/lib/LICENSE
        DESTINATION ${CMAKE_INSTALL_DATADIR}/licenses/ctxdemo COMPONENT program)

# The headers that learners' programs include, with paths as in the source tree.
# The headers of the library are among them, because a learner's program must
# have the very headers that ctxdemo was compiled with: another version of the
# library may be installed, or none.
set(headers ${CMAKE_INSTALL_DATADIR}/ctxdemo)
install(FILES ${PROJECT_SOURCE_DIR}/lessons/support/exercise.hpp
              ${PROJECT_SOURCE_DIR}/lessons/support/judge.hpp
              ${PROJECT_SOURCE_DIR}/lessons/support/println.hpp
        DESTINATION ${headers}/lessons/support COMPONENT program)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/lib/include
        DESTINATION ${headers}/lib COMPONENT program)

# The completions.
set(completions ${CMAKE_CURRENT_SOURCE_DIR}/completions)
install(FILES ${completions}/ctxdemo.bash RENAME ctxdemo
        DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions
        COMPONENT program)
install(FILES ${completions}/ctxdemo.zsh RENAME _ctxdemo
        DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions
        COMPONENT program)
install(FILES ${completions}/ctxdemo.fish
        DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d
        COMPONENT program)

# The program writes its manual page. A build for another machine cannot run it,
# unless it has an emulator.
if(NOT CMAKE_CROSSCOMPILING OR CMAKE_CROSSCOMPILING_EMULATOR)
  set(manual ${CMAKE_CURRENT_BINARY_DIR}/ctxdemo.1)
  add_custom_command(
    OUTPUT ${manual}
    COMMAND ctxdemo man > ${manual}
    DEPENDS ctxdemo
    COMMENT "Writing the manual page"
    VERBATIM)
  add_custom_target(ctxdemo_manual ALL DEPENDS ${manual})
  install(FILES ${manual} DESTINATION ${CMAKE_INSTALL_MANDIR}/man1
          COMPONENT program)
endif()
