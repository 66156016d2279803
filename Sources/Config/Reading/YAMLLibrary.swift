internal import CYAML

/// The YAML library that this program found at run time.
public enum YAMLLibrary {
    /// `0.2.5`.
    public static var version: String { String(cString: yaml_get_version_string()) }
}
