"""The least a program configured by Hydra does before its own work: compose a config and print it."""

import hydra
from omegaconf import OmegaConf


@hydra.main(version_base=None, config_path="hydra", config_name="study")
def main(config):
    print(OmegaConf.to_yaml(config, resolve=True))


main()
