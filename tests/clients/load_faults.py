"""Models with one fault each, and some odd ones that are legal.

    for fault in all_faults(): fault.name, fault.model (bytes)

A model is written in onnx's text form, or changed as a message where the text form cannot say it.
"""
import dataclasses

from onnx import AttributeProto, TensorProto, helper, parser

FLOAT, INT64 = TensorProto.FLOAT, TensorProto.INT64
_FAULTS = {}


@dataclasses.dataclass
class Fault:
    name: str
    model: bytes


def all_faults():
    return [Fault(name, made if isinstance(made, bytes) else made.SerializeToString()) for name, made in _FAULTS.items()]


def add(name, model):
    assert name not in _FAULTS, name
    _FAULTS[name] = model


def text(body, head='ir_version: 8, opset_import: ["" : 17]', io="float[2] x) => (float[2] y", functions=""):
    return parser.parse_model(f"<{head}> g ({io}) {body}\n{functions}")


def relu():
    return text("{ y = Relu(x) }")


def changed(change, model=None):
    model = model or relu()
    change(model)
    return model


def stored(**fields):
    """A model with the second output z = Identity(w), where w is an initializer of these fields."""
    def change(model):
        model.graph.node.append(helper.make_node("Identity", ["w"], ["z"]))
        model.graph.output.add(name="z")

    model = changed(change)
    fields = {"name": "w", "data_type": FLOAT, "dims": [2], **fields}
    model.graph.initializer.append(TensorProto(**{k: v for k, v in fields.items() if k != "external_data"}))
    for key, value in fields.get("external_data", {}).items():
        model.graph.initializer[0].external_data.add(key=key, value=value)
    return model


def outside(**entries):
    return stored(data_location=TensorProto.EXTERNAL, external_data=entries)


def sparse(values, indices, dims, **fields):
    model = stored()
    del model.graph.initializer[:]
    tensor = helper.make_sparse_tensor(values, indices, dims)
    tensor.values.name = "w"
    for key, value in fields.items():
        setattr(tensor.values, key, value)
    model.graph.sparse_initializer.append(tensor)
    return model


def node(*arguments, **attributes):
    """relu() with this node in place of its own."""
    def change(model):
        model.graph.node[0].CopyFrom(helper.make_node(*arguments, **attributes))
    return changed(change)


def bytes_faults():
    whole = relu().SerializeToString()
    add("bytes_empty", b"\0")
    add("bytes_garbage", b"\xff\xff\xff\xff garbage")
    add("bytes_cut_in_half", whole[: len(whole) // 2])
    add("bytes_cut_by_one", whole[:-1])
    add("bytes_text", b"<ir_version: 8> g (float x) => (float y) { y = Relu(x) }")
    add("bytes_trailing_garbage", whole + b"\xff")
    add("bytes_graph_as_number", b"\x08\x08\x38\x05\x42\x02\x10\x11")
    add("bytes_unknown_field", whole + b"\xf8\x07\x05")
    add("bytes_twice", whole + whole)
    add("bytes_length_beyond_the_end", b"\x08\x08\x3a\xff\xff\xff\xff\x07")
    add("bytes_overlong_varint", b"\x08" + b"\xff" * 11)


def header_faults():
    add("no_graph", changed(lambda m: m.ClearField("graph")))
    add("graph_without_name", changed(lambda m: m.graph.ClearField("name")))
    add("graph_without_anything", changed(lambda m: m.graph.Clear()))
    add("ir_version_missing", changed(lambda m: m.ClearField("ir_version")))
    for version in (-1, 0, 1, 3, 99, 2**62):
        add(f"ir_version_{version}", changed(lambda m: setattr(m, "ir_version", version)))
    add("opset_missing", changed(lambda m: m.ClearField("opset_import")))
    for version in (-1, 0, 1, 5, 999, 2**40):
        add(f"opset_{version}", changed(lambda m: setattr(m.opset_import[0], "version", version)))
    add("opset_of_unknown_domain_beside", changed(lambda m: m.opset_import.add(domain="no.such", version=1)))
    add("opset_twice", changed(lambda m: m.opset_import.add(domain="", version=16)))
    add("opset_of_other_domain_alone", changed(lambda m: setattr(m.opset_import[0], "domain", "ai.onnx.ml") or
                                               setattr(m.opset_import[0], "version", 3)))
    add("opset_of_ml_too_new", changed(lambda m: m.opset_import.add(domain="ai.onnx.ml", version=99)))
    add("metadata_twice", changed(lambda m: [m.metadata_props.add(key="k", value=v) for v in "ab"]))


def node_faults():
    add("operator_unknown", node("NoSuchOperator", ["x"], ["y"]))
    add("operator_without_name", node("", ["x"], ["y"]))
    add("operator_newer_than_the_opset", node("Gelu", ["x"], ["y"]))
    add("operator_deprecated", node("Upsample", ["x", "x"], ["y"]))
    add("operator_of_unknown_domain", node("Relu", ["x"], ["y"], domain="no.such"))
    add("operator_of_a_domain_without_import", node("Normalizer", ["x"], ["y"], domain="ai.onnx.ml"))
    add("operator_unknown_in_a_known_domain",
        changed(lambda m: m.opset_import.add(domain="ai.onnx.ml", version=3),
                node("NoSuch", ["x"], ["y"], domain="ai.onnx.ml")))
    add("inputs_too_many", node("Relu", ["x", "x"], ["y"]))
    add("inputs_none", node("Relu", [], ["y"]))
    add("input_left_out", node("Relu", [""], ["y"]))
    add("outputs_too_many", node("Relu", ["x"], ["y", "z"]))
    add("outputs_none", node("Relu", ["x"], []))
    add("output_without_name", node("Relu", ["x"], [""]))
    add("attribute_unknown", node("Relu", ["x"], ["y"], beta=1.0))
    add("attribute_of_another_kind", node("LeakyRelu", ["x"], ["y"], alpha=1))
    add("attribute_missing", node("Cast", ["x"], ["y"]))
    add("attribute_twice", changed(lambda m: m.graph.node[0].attribute.append(helper.make_attribute("alpha", 2.0)),
                                   node("LeakyRelu", ["x"], ["y"], alpha=1.0)))
    add("attribute_without_type", changed(lambda m: m.graph.node[0].attribute[0].ClearField("type"),
                                          node("LeakyRelu", ["x"], ["y"], alpha=1.0)))
    add("attribute_without_name", changed(lambda m: m.graph.node[0].attribute[0].ClearField("name"),
                                          node("LeakyRelu", ["x"], ["y"], alpha=1.0)))
    add("attribute_that_refers_to_none", changed(
        lambda m: m.graph.node[0].attribute.append(AttributeProto(name="alpha", type=1, ref_attr_name="k")),
        node("LeakyRelu", ["x"], ["y"])))
    add("attribute_cast_to_no_type", node("Cast", ["x"], ["y"], to=99))
    add("attribute_axis_out_of_range", node("Softmax", ["x"], ["y"], axis=5))
    add("attribute_perm_no_permutation", node("Transpose", ["x"], ["y"], perm=[3]))
    add("constant_without_value", text("{ k = Constant() y = Add(x, k) }"))
    add("constant_with_two_values", text("{ k = Constant<value_float = 1.0, value_int = 1>() y = Add(x, k) }"))
    add("constant_with_an_input", text("{ k = Constant<value_float = 1.0>(x) y = Add(x, k) }"))
    add("constant_whose_tensor_is_short", changed(
        lambda m: m.graph.node[0].attribute[0].t.ClearField("raw_data") or m.graph.node[0].attribute[0].t.ClearField("float_data"),
        text("{ k = Constant<value = float[2] {1, 2}>() y = Add(x, k) }")))


def name_faults():
    add("name_of_nothing", node("Relu", ["nowhere"], ["y"]))
    add("name_of_an_output_of_nothing", changed(lambda m: setattr(m.graph.output[0], "name", "nothing")))
    add("name_made_twice", text("{ y = Relu(x) y = Tanh(x) }"))
    add("name_made_twice_by_one_node", changed(
        lambda m: None, text("{ y, y = Split(x) }", io="float[2] x) => (float[1] y")))
    add("name_of_an_input_made", node("Relu", ["x"], ["x"]))
    add("name_of_an_initializer_made", text("{ y = Relu(x) }").__class__.FromString(
        changed(lambda m: m.graph.initializer.append(helper.make_tensor("y", 1, [2], [1, 2]))).SerializeToString()))
    add("name_of_two_inputs", changed(lambda m: m.graph.input.append(m.graph.input[0])))
    add("name_of_two_initializers", changed(lambda m: m.graph.initializer.append(m.graph.initializer[0]),
                                            stored(float_data=[1, 2])))
    add("name_of_two_outputs", changed(lambda m: m.graph.output.append(m.graph.output[0])))
    add("name_of_two_nodes", text("{ [n] t = Relu(x) [n] y = Tanh(t) }"))
    add("name_of_an_input_empty", changed(lambda m: m.graph.input.append(helper.make_tensor_value_info("", 1, [2]))))
    add("name_of_an_initializer_empty", changed(lambda m: m.graph.initializer.append(helper.make_tensor("", 1, [1], [1]))))
    add("output_is_an_input", changed(lambda m: m.graph.output.append(m.graph.input[0])))
    add("output_is_an_initializer", changed(lambda m: setattr(m.graph.output[1], "name", "w"), stored(float_data=[1, 2])))
    add("outputs_none_of_the_graph", changed(lambda m: m.graph.ClearField("output")))
    add("inputs_none_of_the_graph", changed(lambda m: m.graph.ClearField("input")))
    add("nodes_none", changed(lambda m: m.graph.ClearField("node")))
    add("nodes_out_of_order", text("{ y = Relu(t) t = Tanh(x) }"))
    add("cycle_of_one", text("{ t = Add(x, t) y = Relu(t) }"))
    add("cycle_of_two", text("{ a = Add(x, b) b = Relu(a) y = Relu(b) }"))
    add("cycle_beside_the_way", text("{ y = Relu(x) a = Relu(b) b = Relu(a) }"))


def type_faults():
    add("type_of_an_input_missing", changed(lambda m: m.graph.input[0].ClearField("type")))
    for number in (0, 26, 99, -1):
        add(f"type_of_an_input_{number}", changed(lambda m: setattr(m.graph.input[0].type.tensor_type, "elem_type", number)))
    add("type_without_a_shape", changed(lambda m: m.graph.input[0].type.tensor_type.ClearField("shape")))
    add("type_not_taken", text("{ y = Relu(x) }", io="string[2] x) => (string[2] y"))
    add("type_sequence_for_a_tensor", text("{ y = Relu(x) }", io="seq(float[2]) x) => (float[2] y"))
    add("type_of_an_output_another", text("{ y = Relu(x) }", io="float[2] x) => (int64[2] y"))
    add("type_of_an_output_another_kind", text("{ y = Relu(x) }", io="float[2] x) => (seq(float[2]) y"))
    add("type_of_an_output_missing", changed(lambda m: m.graph.output[0].ClearField("type")))
    add("types_of_two_inputs_differ", text("{ y = Add(x, i) }", io="float[2] x, int64[2] i) => (float[2] y"))
    add("type_of_an_initializer_another", changed(
        lambda m: m.graph.input.append(helper.make_tensor_value_info("w", INT64, [2])), stored(float_data=[1, 2])))
    add("type_of_a_value_info_another", changed(
        lambda m: m.graph.value_info.append(helper.make_tensor_value_info("t", INT64, [2])), text("{ t = Relu(x) y = Tanh(t) }")))
    add("value_info_of_nothing", changed(
        lambda m: m.graph.value_info.append(helper.make_tensor_value_info("nothing", INT64, [2]))))
    add("value_info_without_type", changed(lambda m: m.graph.value_info.add(name="x")))
    add("shapes_that_do_not_fit", text("{ y = Add(x, z) }", io="float[2] x, float[3] z) => (float[2] y"))
    add("shape_of_an_output_another", text("{ y = Relu(x) }", io="float[2] x) => (float[3] y"))
    add("shape_of_an_output_of_another_rank", text("{ y = Relu(x) }", io="float[2] x) => (float[2,2] y"))
    add("shape_of_an_input_negative", changed(
        lambda m: setattr(m.graph.input[0].type.tensor_type.shape.dim[0], "dim_value", -7)))
    add("shape_of_an_initializer_another", changed(
        lambda m: m.graph.input.append(helper.make_tensor_value_info("w", FLOAT, [5])), stored(float_data=[1, 2])))


def storage_faults():
    eight = b"\0" * 8
    add("storage_right", stored(raw_data=eight))
    add("storage_raw_short", stored(raw_data=eight[1:]))
    add("storage_raw_long", stored(raw_data=eight * 2))
    add("storage_none", stored())
    add("storage_none_of_an_empty_tensor", stored(dims=[0]))
    add("storage_field_short", stored(float_data=[1]))
    add("storage_field_long", stored(float_data=[1, 2, 3]))
    add("storage_field_of_another_type", stored(int64_data=[1, 2]))
    add("storage_field_and_raw", stored(float_data=[1, 2], raw_data=eight))
    add("storage_type_missing", stored(data_type=0, raw_data=eight))
    add("storage_type_unknown", stored(data_type=99, raw_data=eight))
    add("storage_strings_raw", stored(data_type=TensorProto.STRING, raw_data=eight))
    add("storage_strings_short", stored(data_type=TensorProto.STRING, string_data=[b"a"]))
    add("storage_dim_negative", stored(dims=[-1]))
    add("storage_dim_negative_twice", stored(dims=[-1, -2], raw_data=eight))
    add("storage_size_overflows", stored(dims=[2**62, 8]))
    add("storage_size_overflows_to_zero", stored(dims=[2**32, 2**32]))
    add("storage_size_overflows_in_bytes", stored(dims=[2**62]))
    add("storage_size_far_above_the_file", stored(dims=[10**6], raw_data=b"abcd"))
    add("storage_unused_and_short", changed(lambda m: m.graph.node.pop() and m.graph.output.pop(), stored(raw_data=b"abc")))
    add("sparse_right", sparse(helper.make_tensor("v", FLOAT, [1], [1.0]), helper.make_tensor("i", INT64, [1], [1]), [2]))
    add("sparse_index_out_of_range",
        sparse(helper.make_tensor("v", FLOAT, [1], [1.0]), helper.make_tensor("i", INT64, [1], [2]), [2]))
    add("sparse_index_negative",
        sparse(helper.make_tensor("v", FLOAT, [1], [1.0]), helper.make_tensor("i", INT64, [1], [-1]), [2]))
    add("sparse_counts_differ",
        sparse(helper.make_tensor("v", FLOAT, [2], [1.0, 2.0]), helper.make_tensor("i", INT64, [1], [1]), [2]))
    add("sparse_indices_no_numbers",
        sparse(helper.make_tensor("v", FLOAT, [1], [1.0]), helper.make_tensor("i", FLOAT, [1], [1]), [2]))
    add("sparse_size_overflows",
        sparse(helper.make_tensor("v", FLOAT, [1], [1.0]), helper.make_tensor("i", INT64, [1], [1]), [2**62, 8]))


def external_faults():
    add("external_no_file", outside(location="no_such_weights.bin"))
    add("external_no_location", outside(offset="0"))
    add("external_location_empty", outside(location=""))
    add("external_above_the_folder", outside(location="../no_such_weights.bin"))
    add("external_absolute", outside(location="/etc/hostname"))
    add("external_a_folder", outside(location="."))
    add("external_offset_no_number", outside(location="w", offset="zero"))
    add("external_offset_negative", outside(location="w", offset="-8"))
    add("external_length_no_number", outside(location="w", length="all"))
    add("external_unknown_key", outside(location="w", colour="red"))


def subgraph_faults():
    def branches(then, other="e () => (float[2] v) { v = Abs(x) }", io="float[2] x, bool c) => (float[2] y"):
        return text(f"{{ y = If(c) <then_branch = {then}, else_branch = {other}> }}", io=io)

    right = "t () => (float[2] u) { u = Neg(x) }"
    loop = "{ o = Loop(n, c, x) <body = b BODY> }"
    io = "int64 n, bool c, float[2] x) => (float[2] o"
    body = "(int64 i, bool k, float[2] a) => (bool k2, float[2] a2) { k2 = Identity(k) a2 = Neg(a) }"
    add("body_right", branches(right))
    add("body_missing", changed(lambda m: m.graph.node[0].attribute.pop(), branches(right)))
    add("body_without_nodes_or_outputs", changed(lambda m: m.graph.node[0].attribute[0].g.Clear(), branches(right)))
    add("body_with_an_input", branches("t (float[2] q) => (float[2] u) { u = Neg(x) }"))
    add("body_name_of_nothing", branches("t () => (float[2] u) { u = Neg(nowhere) }"))
    add("body_name_of_the_graph_around_made", branches("t () => (float[2] x) { x = Neg(c) }"))
    add("body_name_made_twice", branches("t () => (float[2] u) { u = Neg(x) u = Abs(x) }"))
    add("body_operator_unknown", branches("t () => (float[2] u) { u = NoSuch(x) }"))
    add("body_cycle", branches("t () => (float[2] u) { a = Add(x, b) b = Relu(a) u = Relu(b) }"))
    add("body_output_of_nothing", branches("t () => (float[2] nothing) { u = Neg(x) }"))
    add("body_output_is_an_outer_value", branches("t () => (float[2] x) { u = Neg(x) }"))
    add("body_output_is_a_value_of_its_node", branches("t () => (float[2] u) { u = Neg(y) }"))
    add("body_types_of_branches_differ", branches(right, "e () => (int64[2] v) { v = Cast<to = 7>(x) }"))
    add("body_output_counts_of_branches_differ",
        branches(right, "e () => (float[2] v, float[2] w) { v = Abs(x) w = Neg(x) }"))
    add("body_condition_no_bool", branches(right, io="float[2] x, float c) => (float[2] y"))
    add("loop_right", text(loop.replace("BODY", body), io=io))
    add("loop_body_inputs_too_few",
        text(loop.replace("BODY", "(int64 i, bool k) => (bool k2, float[2] a2) { k2 = Identity(k) a2 = Neg(x) }"), io=io))
    add("loop_body_outputs_too_few",
        text(loop.replace("BODY", "(int64 i, bool k, float[2] a) => (bool k2) { k2 = Identity(k) }"), io=io))
    add("loop_body_condition_no_bool", text(loop.replace("BODY", body.replace("bool", "int64")), io=io))
    add("loop_carried_type_changes", text(
        loop.replace("BODY", "(int64 i, bool k, float[2] a) => (bool k2, int64[2] a2) { k2 = Identity(k) a2 = Cast<to = 7>(a) }"),
        io=io))
    add("scan_inputs_count_wrong", text(
        "{ q, z = Scan <num_scan_inputs = 5, body = b (float[2] s, float[4] e) => (float[2] s2, float[4] e2) "
        "{ s2 = Tanh(s) e2 = Relu(e) }> (x, r) }", io="float[2] x, float[5,4] r) => (q, z"))
    for levels in (31, 32, 50):
        add(f"body_in_{levels}_levels", nested(levels))


def nested(levels):
    """An If in an If ...; in wire format, since Python's messages do not go that deep."""
    def field(number, data):
        size, text = len(data), b""
        while size > 127:
            size, text = size >> 7, text + bytes([size & 127 | 128])
        return bytes([number << 3 | 2]) + text + bytes([size]) + data

    def graph(made, name):
        output = helper.make_tensor_value_info(name, FLOAT, [2])
        return field(1, made) + field(2, b"g") + field(12, output.SerializeToString())

    def leaf(name):
        return helper.make_node("Neg", ["x"], [name]).SerializeToString()

    made = leaf("y" if levels == 0 else f"u{levels}")
    for level in reversed(range(levels)):
        name = f"u{level}" if level else "y"
        then = field(1, b"then_branch") + field(6, graph(made, f"u{level + 1}")) + b"\xa0\x01\x05"
        other = field(1, b"else_branch") + field(6, graph(leaf(f"e{level}"), f"e{level}")) + b"\xa0\x01\x05"
        made = helper.make_node("If", ["c"], [name]).SerializeToString() + field(5, then) + field(5, other)
    inputs = [helper.make_tensor_value_info("x", FLOAT, [2]), helper.make_tensor_value_info("c", TensorProto.BOOL, [])]
    whole = graph(made, "y") + b"".join(field(11, one.SerializeToString()) for one in inputs)
    return b"\x08\x08" + field(7, whole) + field(8, b"\x10\x11")


def function_faults():
    head = 'ir_version: 8, opset_import: ["" : 17, "my" : 1]'

    def calling(*functions, body="{ y = my.f(x) }", head=head, opsets='["" : 17, "my" : 1]'):
        return text(body, head, functions="".join(f'<domain: "my", opset_import: {opsets}> {f}\n' for f in functions))

    right = "f (a) => (b) { b = Relu(a) }"
    add("function_right", calling(right))
    add("function_twice", calling(right, right))
    add("function_missing", calling("h (a) => (b) { b = Relu(a) }"))
    add("function_domain_without_import", calling(right, head='ir_version: 8, opset_import: ["" : 17]'))
    add("function_opset_missing", calling(right, opsets='["my" : 1]'))
    add("function_opset_older_and_alike", calling(right, opsets='["" : 16, "my" : 1]'))
    add("function_opset_older_and_another", calling("f (a) => (b) { b = Softmax(a) }", opsets='["" : 11, "my" : 1]'))
    add("function_opset_newer", calling(right, opsets='["" : 21, "my" : 1]'))
    add("function_opset_0", calling(right, opsets='["" : 0, "my" : 1]'))
    add("function_opset_unknown", calling(right, opsets='["" : 999, "my" : 1]'))
    add("function_calls_itself", calling("f (a) => (b) { b = my.f(a) }"))
    add("function_calls_in_a_ring", calling("f (a) => (b) { b = my.h(a) }", "h (a) => (b) { b = my.f(a) }"))
    add("function_operator_unknown", calling("f (a) => (b) { b = NoSuch(a) }"))
    add("function_name_of_nothing", calling("f (a) => (b) { b = Relu(nowhere) }"))
    add("function_output_of_nothing", calling("f (a) => (b) { c = Relu(a) }"))
    add("function_output_is_an_input", calling("f (a) => (a) { c = Relu(a) }"))
    add("function_name_made_twice", calling("f (a) => (b) { b = Relu(a) b = Tanh(a) }"))
    add("function_input_twice", calling("f (a, a) => (b) { b = Relu(a) }"))
    add("function_cycle", calling("f (a) => (b) { c = Add(a, b) b = Relu(c) }"))
    add("function_called_with_too_many_inputs", calling(right, body="{ y = my.f(x, x) }"))
    add("function_called_with_too_few_inputs", calling("f (a, c) => (b) { b = Add(a, c) }"))
    add("function_called_with_too_many_outputs", calling(right, body="{ y, z = my.f(x) }"))
    add("function_attribute_not_given", calling("f <k> (a) => (b) { b = LeakyRelu<alpha : float = @k>(a) }"))
    add("function_attribute_unknown", calling(right, body="{ y = my.f<k = 1.0>(x) }"))
    add("function_attribute_of_another_kind",
        calling("f <k> (a) => (b) { b = LeakyRelu<alpha : float = @k>(a) }", body="{ y = my.f<k = 1>(x) }"))
    add("function_unused_and_wrong", calling(right, "h (a) => (b) { b = NoSuch(a) }"))
    add("function_named_like_an_operator", text(
        "{ y = Relu(x) }", functions='<domain: "", opset_import: ["" : 17]> Relu (a) => (b) { b = Neg(a) }'))


for group in (bytes_faults, header_faults, node_faults, name_faults, type_faults, storage_faults, external_faults, subgraph_faults,
              function_faults):
    group()
