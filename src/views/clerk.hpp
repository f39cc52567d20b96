// Clerk: does on a thread of its own what would hold up a frame: reading folders, judging, writing figures.
// What it delivers is handed over on the thread that draws.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

namespace ohmbench::views {

/// What is to be done on the drawing thread when a work is done.
using Delivery = std::function<void()>;

class Clerk {
 public:
  /// @param wake  called from the clerk's thread when there is something to deliver
  explicit Clerk(std::function<void()> wake = {});
  /// What leaves something behind is finished; the rest is left undone.
  ~Clerk();
  Clerk(const Clerk&) = delete;
  Clerk& operator=(const Clerk&) = delete;

  /// Queues a work whose result alone counts; one of the same key that has not begun is replaced.
  void post(const std::string& key, std::function<Delivery()> work);
  /// Queues a work that leaves something behind: it is never replaced, and done before the clerk is gone.
  void do_once(std::function<Delivery()> work);
  /// On the drawing thread, once a frame. Returns what failed since: one line each.
  std::vector<std::string> deliver();
  /// Nothing waits, runs or is to be delivered.
  bool idle() const;

 private:
  struct Work {
    std::string key;  ///< empty: leaves something behind
    std::function<Delivery()> work;
  };
  void run(const std::stop_token& stop);

  std::function<void()> wake_;
  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<Work> queue_;
  bool working_ = false;
  std::vector<Delivery> done_;
  std::vector<std::string> failed_;
  std::jthread thread_;
};

}  // namespace ohmbench::views
