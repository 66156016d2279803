/// A place where Concord takes bytes that nobody vouches for.
///
/// Whatever the bytes are, what is behind it returns; a promise that is not kept is a failed precondition.
enum Door: String, CaseIterable {
    /// A spec's text, through the YAML front end and the compiler to the execution plan; nothing runs.
    case spec
    /// A plan in canonical JSON, as `plan.json` and checkpoints hold it.
    case plan
    /// A checkpoint's bytes: header, fingerprints, and HDF5 where they agree.
    case checkpoint
    /// What the process says that read a file of another program; libhdf5 itself is in that process and not here.
    case foreign
}
