"""One interface to a language model, and the decoders that stand behind it.

`base` says what a decoder does; `llama` runs a GGUF file in this process, `server` asks an OpenAI-compatible server,
`replay` answers from a recording. Nothing outside this package imports llama_cpp or instructor.
"""
