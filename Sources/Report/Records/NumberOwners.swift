internal import Experiment

/// Whose the numbers of a list in a row are: agents', replicas', or those of every agent of every replica.
enum NumberOwners {
    /// Of the names of a record's measures those whose numbers are replicas', and no agents', however many there are.
    static func ofReplicas(_ names: some Sequence<String>) -> Set<String> {
        Set(
            names.compactMap { name in
                name.firstRange(of: ReplicaNumbers.suffix).map { String(name[..<$0.lowerBound]) }
            })
    }

    /// Whether a list of so many numbers has one of every agent of every replica, replica by replica.
    static func isByReplicaAndAgent(_ count: Int, agents: Int, replicas: Int) -> Bool {
        replicas > 1 && agents > 1 && count == agents * replicas
    }

    /// Whether a list of so many numbers has one of every replica, by its length: where there are several, agents are in every one.
    static func isByReplica(_ count: Int, agents: Int, replicas: Int) -> Bool {
        replicas > 1 && count == replicas && !isByReplicaAndAgent(count, agents: agents, replicas: replicas)
    }

    /// Whose a number of a list of several is: `a1`, `replica 2`, `replica 2/a1`; its place where nobody's name fits.
    static func owner(of index: Int, among count: Int, agents: [String], replicas: Int, isOfReplicas: Bool) -> String {
        if isOfReplicas || isByReplica(count, agents: agents.count, replicas: replicas) {
            return "replica \(index + 1)"
        }
        if isByReplicaAndAgent(count, agents: agents.count, replicas: replicas) {
            return "replica \(index / agents.count + 1)/\(agents[index % agents.count])"
        }
        return count == agents.count ? agents[index] : String(index + 1)
    }
}
