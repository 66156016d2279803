// Where chains of states stay for good.
extension FiniteModel {
    /// The closed classes of the chain under a policy, each in rising order of states: sets that are never left, of states that
    /// all lead to one another. A stationary distribution is unique where there is one.
    ///
    /// - Parameter policy: `states × actions` probabilities; what is not zero can be taken.
    public func closedClasses(under policy: [Double]) -> [[Int]] {
        // Tarjan's strongly connected components, without recursion; a component is closed where no step leaves it.
        var (order, low) = ([Int](repeating: -1, count: states), [Int](repeating: 0, count: states))
        var (component, components) = ([Int](repeating: -1, count: states), 0)
        var (stack, count) = ([Int](), 0)
        let followers = (0..<states).map { self.followers(of: $0, under: policy) }
        for root in 0..<states where order[root] < 0 {
            var path = [(state: root, next: 0)]
            while let top = path.last {
                let state = top.state
                if top.next == 0 {
                    (order[state], low[state]) = (count, count)
                    count += 1
                    stack.append(state)
                }
                if top.next < followers[state].count {
                    path[path.count - 1].next += 1
                    let follower = followers[state][top.next]
                    if order[follower] < 0 {
                        path.append((follower, 0))
                    } else if component[follower] < 0 {
                        low[state] = min(low[state], order[follower])
                    }
                    continue
                }
                path.removeLast()
                if let parent = path.last { low[parent.state] = min(low[parent.state], low[state]) }
                guard low[state] == order[state] else { continue }
                while let member = stack.popLast() {
                    component[member] = components
                    if member == state { break }
                }
                components += 1
            }
        }
        var classes = [[Int]](repeating: [], count: components)
        var isLeft = [Bool](repeating: false, count: components)
        for state in 0..<states {
            classes[component[state]].append(state)
            for follower in followers[state] where component[follower] != component[state] {
                isLeft[component[state]] = true
            }
        }
        return classes.indices.filter { !isLeft[$0] }.map { classes[$0] }.sorted { $0[0] < $1[0] }
    }

    /// The states that can follow, each at least once; the state itself where none can.
    private func followers(of state: Int, under policy: [Double]) -> [Int] {
        let found = (0..<actions).flatMap { action -> [Int] in
            guard policy[state * actions + action] != 0 else { return [] }
            return range(state: state, action: action).map { Int(successors[$0]) }
        }
        return found.isEmpty ? [state] : found
    }
}

extension [FiniteModel] {
    /// Why a chain of one of these worlds has no unique stationary distribution: how many closed classes, and of which states;
    /// nil where all have one class.
    ///
    /// - Parameters:
    ///   - policy: in words, whose chain it is.
    func severalClasses(under probabilities: [Double], _ policy: String) -> String? {
        for (world, model) in enumerated() {
            let classes = model.closedClasses(under: probabilities)
            guard classes.count > 1 else { continue }
            let named = classes.prefix(3).map { states in
                states.prefix(4).map(String.init).joined(separator: ", ") + (states.count > 4 ? ", …" : "")
            }
            let shown = named.map { "{\($0)}" }.joined(separator: " and ") + (classes.count > 3 ? " and others" : "")
            return
                "the chain of \(policy) has \(classes.count) closed classes of states in world \(world + 1), \(shown): which of them it "
                + "ends in is chance, and no stationary distribution is unique"
        }
        return nil
    }
}
