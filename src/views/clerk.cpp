#include "views/clerk.hpp"

#include <algorithm>
#include <exception>
#include <optional>

namespace ohmbench::views {

Clerk::Clerk(std::function<void()> wake)
    : wake_(std::move(wake)), thread_([this](const std::stop_token& stop) { run(stop); }) {}

Clerk::~Clerk() {
  thread_.request_stop();
  changed_.notify_all();
  thread_.join();
}

void Clerk::post(const std::string& key, std::function<Delivery()> work) {
  {
    const std::lock_guard lock(mutex_);
    const auto same = std::find_if(queue_.begin(), queue_.end(), [&](const Work& w) { return w.key == key; });
    if (same != queue_.end())
      same->work = std::move(work);
    else
      queue_.push_back({key, std::move(work)});
  }
  changed_.notify_all();
}

void Clerk::do_once(std::function<Delivery()> work) {
  {
    const std::lock_guard lock(mutex_);
    queue_.push_back({{}, std::move(work)});
  }
  changed_.notify_all();
}

std::vector<std::string> Clerk::deliver() {
  std::vector<Delivery> done;
  std::vector<std::string> failed;
  {
    const std::lock_guard lock(mutex_);
    done.swap(done_);
    failed.swap(failed_);
  }
  for (const auto& d : done)
    if (d) d();
  return failed;
}

bool Clerk::idle() const {
  const std::lock_guard lock(mutex_);
  return queue_.empty() && !working_ && done_.empty();
}

void Clerk::run(const std::stop_token& stop) {
  while (true) {
    Work work;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, stop, [this] { return !queue_.empty(); });
      if (stop.stop_requested()) std::erase_if(queue_, [](const Work& w) { return !w.key.empty(); });
      if (queue_.empty()) return;
      work = std::move(queue_.front());
      queue_.pop_front();
      working_ = true;
    }
    Delivery delivery;
    std::string problem;
    try {
      delivery = work.work();
    } catch (const std::exception& e) {
      problem = e.what();
    }
    {
      const std::lock_guard lock(mutex_);
      working_ = false;
      if (problem.empty())
        done_.push_back(std::move(delivery));
      else
        failed_.push_back(problem);
    }
    if (wake_) wake_();
  }
}

}  // namespace ohmbench::views
