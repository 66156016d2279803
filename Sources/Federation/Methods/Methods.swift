public import Config

/// The methods a spec can name: one line each.
public enum Methods {
    /// Every method.
    public static let catalogue = Catalogue<any Method>(
        "method",
        [
            FedHPD.self,
            FRD.self,
            MixFRD.self,
            PolicyDistillation.self,
            FRL.self,
            DQNAvg.self,
            FedRDQN.self,
            DDPGAvg.self,
            FedRDDPG.self,
            ParameterAverage.self,
            FedLSA.self,
            SCAFFLSA.self,
            QAvg.self,
            FedRQ.self,
            SoftPAvg.self,
            ProjPAvg.self,
            NoFederation.self,
        ])
}
