// Renamed: a result under another name is still that result. Its record vouches for the bytes that it was
// written with; they can be made again from what is kept here.
#pragma once

#include <string>

#include "storage/json_file.hpp"

namespace ohmbench::storage {

/// The result under another name. The one that it was given first is kept beside it (`first_name`), until it
/// has that again.
Json renamed(Json result, const std::string& name);

/// SHA-256 of the file that the result was before it was renamed; of `bytes`, which is the file, if it never
/// was.
std::string digest_as_first_named(const Json& result, const std::string& bytes);

}  // namespace ohmbench::storage
