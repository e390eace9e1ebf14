"""Mistakes in nodes: each makes a wrong model out of a legal one."""
import copy

import numpy as np
from onnx import AttributeProto, defs, helper

NAME = "the_node"
# A tensor type that the schema may not allow, tried in this order.
TYPES = ("string", "bool", "int64", "float", "complex64")
OTHER_KIND = {AttributeProto.INT: "text", AttributeProto.FLOAT: 7, AttributeProto.STRING: 7, AttributeProto.INTS: 1.5,
              AttributeProto.FLOATS: "text", AttributeProto.STRINGS: 7, AttributeProto.TENSOR: 7, AttributeProto.GRAPH: 7}
AXES = ("axis", "axes", "batch_axis", "time_axis", "batch_dims", "scan_input_axes")


def named(model, op_type):
    """A copy in which the first node of the operator has a name; and that node."""
    made = copy.deepcopy(model)
    node = next(node for node in made.graph.node if node.op_type == op_type)
    node.name = NAME
    return made, node


def formal(schema, i):
    return schema.inputs[min(i, len(schema.inputs) - 1)]


def is_variadic(parameter):
    return parameter.option == defs.OpSchema.FormalParameterOption.Variadic


def is_optional(parameter):
    return parameter.option == defs.OpSchema.FormalParameterOption.Optional


def mistakes(model, schema):
    """(what, model): the node's schema refuses each, whatever its values are."""
    yield from _of_inputs(model, schema)
    yield from _of_outputs(model, schema)
    yield from _of_attributes(model, schema)


def _of_inputs(model, schema):
    made, node = named(model, schema.name)
    for i in range(len(node.input)):
        parameter = formal(schema, i)
        if not node.input[i]:
            continue
        if not is_optional(parameter):
            made, bad = named(model, schema.name)
            bad.input[i] = ""
            yield f"input {i} left out", made
        made, bad = named(model, schema.name)
        bad.input[i] = "no_such_value"
        yield f"input {i} that nothing makes", made
        other = next((name for name in TYPES if f"tensor({name})" not in parameter.types), None)
        if other is None:
            continue
        made, bad = named(model, schema.name)
        bad.input[i] = "odd"
        made.graph.input.append(helper.make_tensor_value_info("odd", _number(other), None))
        yield f"input {i} of {other}", made
    if schema.inputs and not is_variadic(schema.inputs[-1]):
        made, bad = named(model, schema.name)
        first = next(name for name in bad.input if name)
        bad.input.extend([""] * (schema.max_input - len(bad.input)) + [first])
        yield "one input too many", made
    if schema.min_input > 0:
        made, bad = named(model, schema.name)
        del bad.input[schema.min_input - 1:]
        yield "too few inputs", made


def _of_outputs(model, schema):
    if not is_variadic(schema.outputs[-1]):
        made, bad = named(model, schema.name)
        bad.output.extend([f"more{i}" for i in range(schema.max_output + 1 - len(bad.output))])
        yield "one output too many", made


def _of_attributes(model, schema):
    made, node = named(model, schema.name)
    for name, attribute in schema.attributes.items():
        made, bad = named(model, schema.name)
        kept = [copy.deepcopy(other) for other in bad.attribute if other.name != name]
        if attribute.required:
            del bad.attribute[:]
            bad.attribute.extend(kept)
            yield f"no attribute {name}", made
        if attribute.type.value in OTHER_KIND:
            made, bad = named(model, schema.name)
            del bad.attribute[:]
            bad.attribute.extend([*kept, helper.make_attribute(name, OTHER_KIND[attribute.type.value])])
            yield f"attribute {name} of another kind", made
    made, bad = named(model, schema.name)
    bad.attribute.append(helper.make_attribute("no_such_attribute", 1))
    yield "an attribute that there is not", made
    if len(bad.attribute) > 1:
        made, bad = named(model, schema.name)
        bad.attribute.append(copy.deepcopy(bad.attribute[0]))
        yield f"attribute {bad.attribute[0].name} twice", made


def oddities(model, schema):
    """(what, model): legal by the schema's lists, but of values that make no sense, most of the time."""
    made, node = named(model, schema.name)
    given = {attribute.name: attribute for attribute in node.attribute}
    for name, attribute in schema.attributes.items():
        kind = attribute.type.value
        for value in _odd_values(name, kind, given.get(name)):
            made, bad = named(model, schema.name)
            kept = [copy.deepcopy(other) for other in bad.attribute if other.name != name]
            del bad.attribute[:]
            bad.attribute.extend([*kept, helper.make_attribute(name, value, attr_type=kind)])
            yield f"{name} = {value}", made
    fed = {info.name: k for k, info in enumerate(model.graph.input)}
    for i, name in enumerate(node.input):
        if name not in fed or not model.graph.input[fed[name]].type.HasField("tensor_type"):
            continue
        rank = len(model.graph.input[fed[name]].type.tensor_type.shape.dim)
        for other in {0, 1, rank + 1, max(rank - 1, 0)} - {rank}:
            made, _ = named(model, schema.name)
            shape = made.graph.input[fed[name]].type.tensor_type.shape
            del shape.dim[:]
            for _ in range(other):
                shape.dim.add().dim_value = 2
            yield f"input {i} of rank {other}", made


def _odd_values(name, kind, given):
    if kind == AttributeProto.INT:
        return [100, -100] if name in AXES else [-1, 0, 2, 1 << 40, -(1 << 63)]
    if kind == AttributeProto.INTS:
        length = len(given.ints) if given is not None else 1
        values = [[100] * length, [-100] * length] if name in AXES else [[0] * length, [-1] * length, [1 << 62] * length]
        return [*values, [1] * (length + 1), [], [2, 2]]
    if kind == AttributeProto.STRING:
        return ["no_such_word", ""]
    if kind == AttributeProto.FLOAT:
        return [float("nan"), float("inf"), -1.0]
    if kind == AttributeProto.STRINGS:
        return [[], ["no_such_word"]]
    return [[], [float("nan")]] if kind == AttributeProto.FLOATS else []


def feeds(model, values):
    """The values of the legal model, where they fit the shapes of this one; else ones of its shapes."""
    made = {}
    for info in model.graph.input:
        tensor = info.type.tensor_type
        value = values.get(info.name)
        if info.type.HasField("tensor_type") and tensor.HasField("shape"):
            shape = [dim.dim_value for dim in tensor.shape.dim]
            if not isinstance(value, np.ndarray) or list(value.shape) != shape:
                dtype = np.dtype(object) if tensor.elem_type == 8 else helper.tensor_dtype_to_np_dtype(tensor.elem_type)
                value = np.full(shape, "1", object) if dtype == object else np.ones(shape, dtype)
        made[info.name] = value
    return made


def _number(name):
    return {"string": 8, "bool": 9, "int64": 7, "float": 1, "complex64": 14}[name]
