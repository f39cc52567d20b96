// Sessions: the library's list as people remember it, by sitting at the bench; and what was removed from it.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "views/library.hpp"

namespace ohmbench::views {

/// Results with less than this between one and the next are of one session.
inline constexpr double kSessionPauseSeconds = 2 * 3600;

/// One line of the list: the heading of a session, or an entry below it.
struct Row {
  std::string session;  ///< which; stays the same while results are added to it
  std::string title;    ///< of a heading: when it was, by this machine's clock; of an entry: its time of day
  Listing found;        ///< of a heading: the entries that were found
  bool open = true;     ///< of a heading: its entries follow
  std::shared_ptr<const Entry> entry;  ///< null: a heading
  std::size_t number = 0;              ///< among the headings, or among all entries found
};

/// What is not dated, cannot be read, or is removed has a heading of its own, last.
inline const std::string kUndated = "undated", kUnreadable = "unreadable", kRemoved = "removed";

/// The lines to show, newest session first. @param find  a part of the names, whatever its case; what it
/// finds is shown in closed sessions too @param closed  sessions whose entries are not shown
std::vector<Row> rows_of(const Listing& listing, const Listing& removed, const std::string& find,
                         const std::set<std::string>& closed);

}  // namespace ohmbench::views
