#include "core/error.hpp"

namespace ohmbench::core {

Error::Error(ErrorKind kind, const std::string& what, const std::string& remedy)
    : std::runtime_error(remedy.empty() ? what : what + ": " + remedy), kind_(kind) {}

Error bad_input(const std::string& what, const std::string& remedy) {
  return {ErrorKind::kBadInput, what, remedy};
}

Error device_error(const std::string& what, const std::string& remedy) {
  return {ErrorKind::kDevice, what, remedy};
}

Error not_valid(const std::string& what, const std::string& remedy) {
  return {ErrorKind::kNotValid, what, remedy};
}

}  // namespace ohmbench::core
