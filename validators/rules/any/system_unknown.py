"""A system that is named as another's base or as a model with results, and that no table of ours knows."""

from compute_trends.validators.rules.shared.references import unknown_name

RULE = unknown_name(
    "system-unknown",
    "milestone_systems",
    "warning",
    title="A system is named that no table of ours knows",
    explanation=(
        "Base models and reported results refer to systems by name. Free text is allowed, since not every base "
        "model is a milestone, but a name that neither milestone_systems (in any version), nor its base models, "
        "nor the reported results hold is mostly misspelt. Compute of a base model counts only where it is found."
    ),
    fix=(
        "Write the name or record_id of the system as milestone_systems has it, or submit its record beside this "
        "one; if it is no milestone, check the spelling and leave it."
    ),
    source="The property `reference` of the columns in schemas/*.json; every upstream record resolves.",
    keys="systems and those that name them",
    passes=(
        {"_dataset": "milestone_systems", "base_model": ["Llama 2-70B", "Mistral 7B"]},
        {"_dataset": "training_energy", "milestone_system": "GShard (600B)"},
        [
            {"_dataset": "milestone_systems", "record_id": "grondhal-7b", "name": "Grondhal 7B"},
            {"_dataset": "milestone_systems", "record_id": "tuned", "base_model": ["Grondhal 7B"]},
        ],
    ),
    fails=(
        {"_dataset": "milestone_systems", "base_model": ["Grondhal 7B"]},
        {"_dataset": "benchmark_results", "milestone_system": "Lama 2-70B"},
    ),
)
