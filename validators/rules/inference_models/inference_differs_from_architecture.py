"""Parameters or operations that are not those of the other records of the architecture."""

from compute_trends.validators.rule import Rule, Threshold
from compute_trends.validators.rules.shared.examples import RESNET_50_OPERATIONS
from compute_trends.validators.rules.shared.sources import ON_NETWORKS

RULE = Rule(
    id="inference-differs-from-architecture",
    layer="plausibility",
    severity="warning",
    datasets=("inference_models",),
    title="Another record of the same architecture has other parameters or operations",
    explanation=(
        "Records of one architecture differ in weights and input size, so their parameters are the same and their "
        "operations grow with the area of the input. A factor of two is a multiply-accumulate counted as two "
        "operations; more is a wrong unit or another architecture."
    ),
    fix="Check parameters and forward_mac, or name the variant of the architecture.",
    source="The 847 architectures of inference_models 2026.8.0 (shared by up to nine records).",
    reads=("record_id", "architecture", "image_size_pixel", "parameters", "forward_mac"),
    opens=("inference_models",),
    thresholds=(
        Threshold("parameter_factor", 1.1, "1", f"{ON_NETWORKS}: records of one architecture agree within 1.004."),
        Threshold("mac_factor", 1.5, "1", f"{ON_NETWORKS}: per area, records of one architecture agree within 1.14."),
    ),
    sql="""
        select s._row,
          case when s.parameters not between o.parameters / $parameter_factor and o.parameters * $parameter_factor
            then 'parameters' else 'forward_mac' end as "column",
          case when s.parameters not between o.parameters / $parameter_factor and o.parameters * $parameter_factor
            then s.parameters else s.forward_mac end as value,
          format('{} parameters and {} multiply-accumulates at {} pixels are stated, but {} has {:.3g} and '
            '{:.3g} at {} pixels', coalesce(format('{:.3g}', s.parameters), 'no'),
            coalesce(format('{:.3g}', s.forward_mac), 'no'), coalesce(s.image_size_pixel::varchar, 'unknown'),
            o.record_id, o.parameters,
            o.forward_mac, o.image_size_pixel) as message,
          'inference_models/' || o.record_id as evidence
        from submission s
        join (select architecture, arg_min({record_id: record_id, parameters: parameters, forward_mac: forward_mac,
            image_size_pixel: image_size_pixel}, record_id) as first
            from inference_models where image_size_pixel is not null and parameters is not null group by 1) g
          using (architecture), unnest([g.first]) as t(o)
        where s.record_id is distinct from o.record_id
          and (s.parameters not between o.parameters / $parameter_factor and o.parameters * $parameter_factor
            or s.forward_mac / pow(s.image_size_pixel, 2) not between o.forward_mac / pow(o.image_size_pixel, 2)
              / $mac_factor and o.forward_mac / pow(o.image_size_pixel, 2) * $mac_factor)
    """,
    applies="""
        select _row from submission where architecture in
          (select architecture from inference_models where image_size_pixel is not null and parameters is not null)
    """,
    passes=({**RESNET_50_OPERATIONS, "record_id": "new"}, {"architecture": "no-such-network", "parameters": 1}),
    fails=(
        {**RESNET_50_OPERATIONS, "record_id": "new", "parameters": 97.5e6},
        {**RESNET_50_OPERATIONS, "record_id": "new", "forward_mac": 8.22e9},
    ),
)
