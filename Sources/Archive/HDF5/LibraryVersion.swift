internal import CHDF5

/// The HDF5 library that this program found at run time.
public enum ArchiveLibrary {
    /// `1.10.8`.
    public static var version: String {
        var (major, minor, release) = (UInt32(0), UInt32(0), UInt32(0))
        guard H5get_libversion(&major, &minor, &release) >= 0 else { return "unknown" }
        return "\(major).\(minor).\(release)"
    }
}
