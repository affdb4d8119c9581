# Installs ctxdemo, as the component `program`. It needs no other component if the
# libraries are static.
include(GNUInstallDirs)
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
