// Error: what came from outside and cannot be used, or what stopped a measurement. One clear line each.
// The kind decides the exit code; nothing else does.
#pragma once

#include <stdexcept>
#include <string>

namespace ohmbench::core {

/// Why a command cannot deliver. The number is the exit code of the command line.
enum class ErrorKind : int {
  kBadInput = 2,  ///< wrong usage, bad config, bad or unwritable file
  kDevice = 3,    ///< audio device or driver
  kNotValid = 4,  ///< the measurement was made, or refused as unsafe, and is not valid
};

/// An error a person can act on: what is wrong (and where), and what to do about it.
class Error : public std::runtime_error {
 public:
  Error(ErrorKind kind, const std::string& what, const std::string& remedy = {});

  ErrorKind kind() const noexcept { return kind_; }
  int exit_code() const noexcept { return static_cast<int>(kind_); }

 private:
  ErrorKind kind_;
};

/// Wrong usage, bad config, bad file: exit code 2.
Error bad_input(const std::string& what, const std::string& remedy = {});
/// Device or driver: exit code 3.
Error device_error(const std::string& what, const std::string& remedy = {});
/// A measurement that must not be believed, or a level that must not be played: exit code 4.
Error not_valid(const std::string& what, const std::string& remedy = {});

}  // namespace ohmbench::core
