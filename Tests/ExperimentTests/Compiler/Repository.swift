/// Where the sources are.
enum Repository {
    /// The repository's directory, with a slash at the end.
    static let root: String = {
        let parts = #filePath.split(separator: "/").dropLast(4)
        return "/" + parts.joined(separator: "/") + "/"
    }()
}
