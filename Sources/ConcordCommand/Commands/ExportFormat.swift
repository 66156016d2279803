/// What runs are exported as.
enum ExportFormat: String, CaseIterable {
    case npz, tensorboard, csv

    /// TensorBoard knows its files by their name.
    func name(of stem: String) -> String {
        self == .tensorboard ? "events.out.tfevents.\(stem)" : "\(stem).\(rawValue)"
    }
}
