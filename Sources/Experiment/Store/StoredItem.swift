/// What a dataset of a checkpoint is: what stands beside it in the file as the attributes `about`, `units` and `DIMENSION_LABELS`.
///
/// The page `docs/format.md` has a line for each; a test holds it to these.
struct StoredItem: Sendable, Equatable {
    /// Where it is: names, and in angle brackets what a plan or a learner names.
    let path: String
    /// Its axes, slowest first; none of a single value.
    let axes: [String]
    /// Its unit, `1` where it is a pure number; nil where the world or the learner says what it is, or where it is text.
    let units: String?
    /// A sentence without its full stop.
    let about: String

    init(_ path: String, _ axes: [String] = [], _ about: String, units: String? = "1") {
        self.path = path
        self.axes = axes
        self.units = units
        self.about = about
    }

    /// The attribute in which HDF5 keeps the names of axes.
    static let labels = "DIMENSION_LABELS"
    /// The unit, as netCDF and its readers call it.
    static let units = "units"
    /// What it is.
    static let about = "about"
}
