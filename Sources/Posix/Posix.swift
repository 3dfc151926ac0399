// The C library of the system at hand, by one name: who imports this room has it.

#if canImport(Glibc)
  @preconcurrency @_exported import Glibc
#elseif canImport(Musl)
  @preconcurrency @_exported import Musl
#else
  @preconcurrency @_exported import Darwin
#endif

/// Whether something that was printed could not be written.
public var standardOutputHasFailed: Bool { ferror(stdout) != 0 }
