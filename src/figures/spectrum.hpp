// Spectrum: the level of a recording over frequency.
#pragma once

#include <filesystem>

#include <nlohmann/json_fwd.hpp>

#include "audio/capture.hpp"

namespace ohmbench::figures {

/// RMS level of each bin in dBFS (a full-scale sine is 0 dBFS), mean of Hann-windowed pieces that overlap by
/// half: a sine's line is at its level to 1.4 dB, noise between lines in 1.5 bins' width. Keys:
/// `frequency_hz`, `channels` (a list of levels each), `bin_hz`. @throws core::Error kBadInput: too short
nlohmann::json spectrum_of(const audio::Capture& capture, const std::filesystem::path& path);

}  // namespace ohmbench::figures
