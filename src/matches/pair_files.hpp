// From files, folders and library names to pairs of a load and an amplifier.
// In the room `matches`, before verdict::match. Hazard: what a file does not say stays unknown; an option
// given by the user goes before the files, and a measured curve before a stated figure.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "library/catalogue.hpp"
#include "matches/amplifier_file.hpp"
#include "verdict/match.hpp"

namespace ohmbench::matches {

/// A load: its curve, its figures, or both.
struct Load {
  std::string name;
  impedance::ImpedanceCurve curve;                   ///< without points if there is none
  models::LoadSheet sheet;                           ///< empty if there is none
  std::optional<std::filesystem::path> measured_in;  ///< the file that the curve is from
  nlohmann::json result;                             ///< that file as a result; null without a curve
  std::vector<std::string> notes;                    ///< what was assumed about another program's file
  std::optional<models::LoadSummary> summary;        ///< of the curve, worked out once for a matrix
};

struct Amplifier {
  std::string name;
  AmplifierFiles files;
};

/// What the user wants and says, besides the two.
struct Wanted {
  std::optional<models::Sensitivity> sensitivity;
  std::optional<core::DbSpl> target;
  std::optional<double> crest_db;
  std::optional<core::Ohms> rated;
  std::optional<core::Watts> rated_power;
  std::optional<models::DriverParameters> driver;
  std::vector<core::Ohms> what_if;
  core::Ohms cable{0.0};
  double distance_m = 1.0;
};

/// The library, read when it is first asked for.
using Library = std::function<const library::Catalogue&()>;

/// A result of kind impedance (.json) or another program's curve, a load's datasheet (.toml) with the curve
/// that it names or that has its file name, or a name of the library.
/// @throws core::Error kBadInput: none of these
Load load_of(const std::string& word, const Library& library);

/// Results (.json), a datasheet (.toml) or a name of the library, all of one amplifier.
/// @throws core::Error kBadInput
Amplifier amplifier_of(const std::vector<std::string>& words, const Library& library);

/// A file that a folder holds and that was not used, with the reason.
struct Skipped {
  std::filesystem::path file;
  std::string why;
};

/// Every load of a folder: each datasheet with the curve that it names or that has its file name, and each
/// result of kind impedance and other program's curve besides. Sorted by file name; of several with the same
/// name each has its file's behind it. Sub-folders are not read, and listed in `skipped`.
std::vector<Load> loads_in(const std::filesystem::path& folder, std::vector<Skipped>& skipped);

/// The files of one amplifier without older results of a kind that a newer one has, which are told in
/// `skipped`. What cannot be read stays, and what is of
/// the same moment: nobody knows which counts.
std::vector<std::string> newest_of_each_kind(std::vector<std::string> files, std::vector<Skipped>& skipped);

/// Every amplifier of a folder: each datasheet together with the results whose name is the same, each result
/// of kind output-impedance and max-output besides, and each sub-folder as one amplifier. Several datasheets
/// of one name are several amplifiers, told apart by their file's name. Of several results of one kind and
/// name the newest counts. Other programs' curves are listed in
/// `skipped`.
std::vector<Amplifier> amplifiers_in(const std::filesystem::path& folder, std::vector<Skipped>& skipped);

/// @throws core::Error kBadInput if neither a curve nor a rated impedance is known
verdict::MatchInput pair_of(const Load& load, const Amplifier& amplifier, const Wanted& wanted);

}  // namespace ohmbench::matches
