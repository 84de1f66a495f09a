# Read by CMake as llama.cpp's own project begins. llama-cpp-python forces the cache entry of this option ON; a plain
# variable comes first. It is the library behind llama.cpp's command-line tools: 53 of 127 source files, unused here.
set(LLAMA_BUILD_COMMON OFF)
