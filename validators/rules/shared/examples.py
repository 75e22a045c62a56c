"""Records from which the examples of several rules start."""

from __future__ import annotations

from typing import Any

CHIP = {
    "name": "Example 100", "manufacturer": "Example", "type": "gpu", "release_date": "2024-03-18",
    "release_date_precision": "day", "fp16_tensor_flop_per_s": 9.9e14, "tdp_w": 700,
    "source_url": "https://example.org/example-100-datasheet.pdf", "admission": "submitted",
}  # fmt: skip

DGX = {
    "name": "NVIDIA DGX A100",
    "accelerator": "nvidia-a100-sxm4-40-gb",
    "accelerator_name": "NVIDIA A100 SXM4 40 GB",
    "chip_count": 8,
    "power_w": 6500,
    "power_basis": "maximum",
    "release_date": "2020-05-14",
    "release_date_precision": "day",
    "source_url": "https://docs.nvidia.com/dgx/dgxa100-user-guide/introduction-to-dgxa100.html",
    "admission": "submitted",
}

THOMPSON_RUN = {
    "benchmark": "imagenet",
    "forward_flop": 8.2e9,
    "forward_backward_ratio": 3,
    "training_dataset_size_datapoint": 1.28e6,
    "training_epochs": 90,
    "network_operations_flop": 2.83e18,
    "log10_network_operations": 18.452,
    "training_gpu_count": 8,
    "training_gpu_peak_flop_per_s": 1.413e13,
    "training_time_hour": 48,
    "training_time_as_reported": "2 days",
    "hardware_burden_flop": 1.95e19,
    "log10_hardware_burden": 19.29,
    "computing_power_flop": 1.95e19,
    "includes_architecture_search": False,
}

ALEXNET_SCORE = {
    "name": "AlexNet",
    "benchmark": "imagenet",
    "metric": "top_1_accuracy",
    "score_fraction": 0.633,
    "is_primary_metric": True,
    "year": 2012,
    "source_url": "https://papers.nips.cc/paper/4824",
}

LLAMA_SCORE = {
    "name": "Llama 2-7B",
    "benchmark": "mmlu",
    "metric": "exact_match",
    "score_fraction": 0.453,
    "is_primary_metric": True,
    "shots": 5,
    "year": 2023,
    "source_url": "https://arxiv.org/abs/2307.09288",
}

BENCHMARK = {
    "record_id": "made-up-qa",
    "name": "Made-up QA",
    "benchmark": "made_up_qa",
    "metric": "accuracy",
    "direction": "higher_is_better",
    "release_date": "2026-07-01",
    "source_url": "https://example.org/made-up-qa",
    "admission": "submitted",
}

IMAGENET_RUN = {
    "benchmark": "imagenet",
    "forward_flop": 8.2e9,
    "parameters": 25.6e6,
    "training_gpu": "Tesla V100 PCIe 32 GB",
    "training_gpu_count": 8,
    "training_gpu_peak_flop_per_s": 1.413e13,
    "training_time_hour": 48,
    "hardware_burden_flop": 1.95e19,
    "includes_architecture_search": False,
}

LANGUAGE_MODEL_RESULT = {
    "benchmark": "mmlu",
    "parameters": 6.7e9,
    "training_compute_flop": 8.4e22,
    "milestone_system": "Llama 2-7B",
}

#: A consistent language model: 6 x 7e9 x 2e12 = 8.4e22 FLOP.
LANGUAGE_MODEL = {
    "record_id": "made-up-7b",
    "publication_date": "2023-07-18",
    "domains": ["Language"],
    "parameters": 7e9,
    "training_dataset_size_datapoint": 2e12,
    "epochs": 1,
    "training_compute_flop": 8.4e22,
    "confidence": "confident",
}

EFFICIENTNET = {
    "performance_level": "alexnet",
    "publication_date": "2019-05-28",
    "training_compute_flop": 5.9616e15,
    "reduction_factor": 44,
    "is_baseline": False,
}

ALEXNET_LEVEL = {
    "performance_level": "alexnet",
    "benchmark": "imagenet",
    "metric": "top_5_accuracy",
    "target_score_fraction": 0.791,
}

SEQ2SEQ_LEVEL = {
    "performance_level": "seq2seq",
    "benchmark": "wmt2014_en_fr",
    "metric": "bleu",
    "target_score_fraction": 0.348,
}

#: GPT-3 as Patterson et al. state it.
GPT_3_ENERGY = {
    "accelerator": "NVIDIA V100",
    "accelerator_count": 10_000,
    "training_time_hour": 355.2,
    "training_compute_flop": 3.14e23,
    "average_power_w": 330,
    "measured_flop_per_s": 2.46e13,
    "pue_ratio": 1.1,
    "gross_carbon_intensity_kg_per_kwh": 0.429,
    "net_carbon_intensity_kg_per_kwh": 0.429,
    "energy_mwh": 1287,
    "gross_co2e_t": 552.1,
    "net_co2e_t": 552.1,
}

H100_PRICE = {"accelerator": "nvidia-h100-sxm5-80-gb", "price_kind": "purchase"}

PURCHASE = {
    "accelerator": "nvidia-h100-sxm5-80-gb", "accelerator_name": "NVIDIA H100 SXM5 80GB", "price_kind": "purchase",
    "price_date": "2025-03-03", "price_usd": 28750, "source_url": "https://example.org/h100", "admission": "submitted",
}  # fmt: skip

RENTAL = {
    "accelerator": "nvidia-h100-sxm5-80-gb", "accelerator_name": "NVIDIA H100 SXM5 80GB", "vendor": "Example Cloud",
    "price_kind": "on_demand_hour", "price_date": "2025-03-03", "price_usd_per_chip_hour": 2.99,
    "source_url": "https://example.org/prices", "admission": "submitted",
}  # fmt: skip

RESNET_50_ACCURACY = {
    "top1_accuracy_fraction": 0.7613,
    "top5_accuracy_fraction": 0.92862,
    "image_size_pixel": 224,
    "publication_date": "2015-12-10",
    "effective_date": "2015-12-10",
    "effective_date_precision": "day",
    "effective_date_basis": "paper",
    "mac_basis": "torchvision_ops_3dp",
    "source_url": "https://arxiv.org/abs/1512.03385",
}

RESNET_50_OPERATIONS = {
    "architecture": "resnet50",
    "image_size_pixel": 224,
    "parameters": 25_560_000,
    "forward_mac": 4.11e9,
    "forward_flop": 8.22e9,
    "activations": 11_110_000,
    "throughput_image_per_s": 4302.84,
    "throughput_accelerator": "NVIDIA GeForce RTX 4090",
    "throughput_number_format": "amp_float16",
}

RESNET_50_THROUGHPUT = {
    "forward_flop": 8.22e9,
    "activations": 11_110_000,
    "throughput_image_per_s": 4302.84,
    "throughput_accelerator": "NVIDIA GeForce RTX 4090",
    "throughput_number_format": "amp_float16",
    "throughput_batch_size": 1024,
}

COMPUTE = {"training_compute_flop": 3.14e23}


DELIVERY = {
    "designer": "Nvidia",
    "accelerators": ["nvidia-a100"],
    "accelerator_name": "A100",
    "quarter_start": "2021-10-01",
    "quarter_end": "2021-12-31",
    "coverage": "all",
    "chip_count": 200000,
    "p05_chip_count": 160000,
    "p95_chip_count": 270000,
    "compute_h100_equivalent": 63000,
    "power_w": 80e6,
    "power_method": "chips_times_tdp",
    "tdp_w": 400,
    "is_incomplete": False,
    "source_url": "https://example.org/deliveries",
    "admission": "submitted",
}


CLUSTER = {
    "name": "Example Cluster",
    "status": "existing",
    "certainty": "likely",
    "first_operational_date": "2024-06-01",
    "accelerator": "nvidia-h100-sxm5-80-gb",
    "accelerator_name": "NVIDIA H100 SXM5 80GB",
    "primary_chip_count": 10000,
    "chip_count": 10000,
    "compute_h100_equivalent": 10000,
    "precision_16_bit_op_per_s": 9.89e18,
    "power_w": 14e6,
    "hardware_cost_usd": 3e8,
    "is_anonymous": False,
    "in_standard_analysis": True,
    "is_possible_duplicate": False,
    "source_url": "https://example.org/cluster",
    "admission": "submitted",
}

USE = {
    "company": "Example",
    "product": "Example Chat",
    "usage_date": "2025-06-01",
    "active_users": 185_000_000,
    "active_users_period": "week",
    "in_standard_view": True,
    "source_url": "https://example.org/users",
    "admission": "submitted",
}

SPEND = {
    "company": "Example",
    "categories": ["research_cloud_compute"],
    "spend_usd": 4e9,
    "period_kind": "year",
    "period_end_date": "2024-12-31",
    "in_standard_view": True,
    "source_url": "https://example.org/spending",
    "admission": "submitted",
}

TOKEN_PRICE = {
    "name": "Example 1",
    "model": "example-1",
    "record_kind": "price_and_score",
    "is_reasoning_model": False,
    "price_date": "2024-05-13",
    "blended_price_usd_per_megatoken": 7.5,
    "input_price_usd_per_megatoken": 5,
    "output_price_usd_per_megatoken": 15,
    "benchmark": "MMLU",
    "score_fraction": 0.87,
    "source_url": "https://example.org/pricing",
    "admission": "submitted",
}

TOKEN_RUN = {
    "name": "Example 1",
    "model": "example-1",
    "record_kind": "benchmark_run",
    "is_reasoning_model": False,
    "benchmark": "GPQA Diamond",
    "run_count": 16,
    "sample_count": 3168,
    "input_token_per_sample": 267,
    "output_token_per_sample": 690,
    "source_url": "https://example.org/runs",
    "admission": "submitted",
}


def without(example: dict[str, Any], column: str) -> dict[str, Any]:
    """An example less one of its cells."""
    return {name: value for name, value in example.items() if name != column}
