import Config
import Experiment

/// What this program is: its version, and the language of the specs it takes.
enum Concord {
    /// The version `--version` prints.
    static let version = "0.1.0"

    /// What specs may say.
    static let language = Language.standard
}
