#include "views/sessions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "storage/utc.hpp"

namespace ohmbench::views {
namespace {

struct Session {
  std::string key, title;
  Listing entries;
};

/// "2026-11-22 14:05 to 16:20"
std::string title_of(const Listing& newest_first) {
  const auto from = storage::local_time(newest_first.back()->made);
  const auto to = storage::local_time(newest_first.front()->made);
  const auto title = from.day + " " + from.clock;
  return from.clock == to.clock && from.day == to.day ? title : title + " to " + to.clock;
}

std::vector<Session> sessions_of(const Listing& newest_first, const Listing& removed) {
  std::vector<Session> all;
  Listing undated, unreadable;
  for (const auto& e : newest_first) {
    if (!e->problem.empty()) {
      unreadable.push_back(e);
      continue;
    }
    if (!storage::seconds_between(e->made, e->made)) {
      undated.push_back(e);
      continue;
    }
    const auto before = all.empty() ? std::string() : all.back().entries.back()->made;
    const auto pause = storage::seconds_between(e->made, before);
    if (!pause || *pause > kSessionPauseSeconds) all.emplace_back();
    all.back().entries.push_back(e);
  }
  for (auto& session : all) {
    session.key = session.entries.back()->made;
    session.title = title_of(session.entries);
  }
  if (!undated.empty()) all.push_back({kUndated, "Without a date", undated});
  if (!unreadable.empty()) all.push_back({kUnreadable, "Cannot be read", unreadable});
  if (!removed.empty()) all.push_back({kRemoved, "Removed", removed});
  return all;
}

bool holds(const std::string& name, const std::string& part) {
  const auto same = [](char a, char b) {
    return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
  };
  return part.empty() || std::search(name.begin(), name.end(), part.begin(), part.end(), same) != name.end();
}

}  // namespace

std::vector<Row> rows_of(const Listing& listing, const Listing& removed, const std::string& find,
                         const std::set<std::string>& closed) {
  std::vector<Row> rows;
  std::size_t headings = 0, entries = 0;
  for (const auto& session : sessions_of(listing, removed)) {
    Listing found;
    std::copy_if(session.entries.begin(), session.entries.end(), std::back_inserter(found),
                 [&](const auto& e) { return holds(e->name, find); });
    if (found.empty()) continue;
    const bool open = !find.empty() || closed.count(session.key) == 0;
    rows.push_back({session.key, session.title, found, open, nullptr, headings++});
    if (!open) continue;
    for (const auto& e : found)
      rows.push_back({session.key, storage::local_time(e->made).clock, {}, true, e, entries++});
  }
  return rows;
}

}  // namespace ohmbench::views
