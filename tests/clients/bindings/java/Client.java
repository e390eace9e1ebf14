// onnxruntime for Java: java Client FOLDER prints what sessions, values and errors are, without the texts of errors.
import ai.onnxruntime.*;
import java.nio.*;
import java.nio.file.*;
import java.util.*;
import java.util.concurrent.*;

public class Client {
  interface Body {
    Object run() throws Exception;
  }

  static void tell(String what, Body body) {
    try {
      System.out.println(what + ": " + body.run());
    } catch (OrtException e) {
      System.out.println(what + ": " + e.getCode());
    } catch (Exception e) {
      System.out.println(what + ": " + e);
    }
  }

  static final OrtEnvironment env = OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "java");
  static final float[][] rows = {{1, 2, 3}, {4, 5, 6}};

  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    String model = folder.resolve("double.onnx").toString();
    tell("telemetry", () -> { env.setTelemetry(false); return "off"; });
    var options = options();
    session("file", env.createSession(model, options));
    session("memory", env.createSession(Files.readAllBytes(Path.of(model)), options));
    tell("no file", () -> env.createSession("none.onnx"));
    tell("no model", () -> env.createSession(new byte[] {1, 2, 3}));
    values(folder);
    try (var profiled = new OrtSession.SessionOptions()) {
      profiled.enableProfiling(folder.resolve("java").toString());
      try (var session = env.createSession(model, profiled)) {
        session.run(Map.of("x", OnnxTensor.createTensor(env, rows))).close();
        tell("profile", () -> Files.readString(Path.of(session.endProfiling())).contains("twice_kernel_time"));
      }
    }
  }

  static OrtSession.SessionOptions options() throws Exception {
    var options = new OrtSession.SessionOptions();
    options.setIntraOpNumThreads(1);
    options.setInterOpNumThreads(1);
    options.setCPUArenaAllocator(true);
    options.setMemoryPatternOptimization(true);
    options.setDeterministicCompute(true);
    options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
    options.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
    options.setLoggerId("client");
    options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
    options.setSessionLogVerbosityLevel(0);
    options.setSymbolicDimensionValue("nothing", 5);
    options.addConfigEntry("session.intra_op.allow_spinning", "0");
    options.addCPU(true);
    options.disableProfiling();
    tell("entries", options::getConfigEntries);
    tell("XNNPACK", () -> { options.addXnnpack(Map.of()); return "added"; });
    tell("no library of operators", () -> { options.registerCustomOpLibrary("/none.so"); return "added"; });
    return options;
  }

  static void session(String what, OrtSession session) throws Exception {
    tell(what, () -> session.getInputInfo() + " " + session.getOutputInfo());
    tell("metadata", () -> session.getMetadata().getGraphName() + session.getMetadata().getCustomMetadata());
    var x = OnnxTensor.createTensor(env, rows);
    try (var results = session.run(Map.of("x", x))) {
      tell("y", () -> Arrays.deepToString((float[][]) results.get("y").get().getValue()));
      tell("sizes", () -> Arrays.toString((long[]) results.get("sizes").get().getValue()));
    }
    var memory = ByteBuffer.allocateDirect(24).order(ByteOrder.nativeOrder()).asFloatBuffer();
    session.run(Map.of("x", x), Map.of("y", OnnxTensor.createTensor(env, memory, new long[] {2, 3}))).close();
    tell("memory of the program", () -> memory.get(5));
    try (var run = new OrtSession.RunOptions()) {
      run.setRunTag("tag");
      run.setLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      run.addRunConfigEntry("memory.enable_memory_arena_shrinkage", "cpu:0");
      tell("fetched", () -> session.run(Map.of("x", x), Set.of("y"), run).size());
      run.setTerminate(true);
      tell("terminated", () -> session.run(Map.of("x", x), Set.of("y"), run).size());
    }
    tell("wrong shape", () -> session.run(Map.of("x", OnnxTensor.createTensor(env, new float[] {1}))));
    tell("wrong type", () -> session.run(Map.of("x", OnnxTensor.createTensor(env, new double[][] {{1, 2, 3}}))));
    tell("concurrent", () -> concurrent(session));
    session.close();
  }

  // How many of 200 runs on four threads give what they should.
  static int concurrent(OrtSession session) throws Exception {
    var pool = Executors.newFixedThreadPool(4);
    var runs = new ArrayList<Future<Boolean>>();
    for (int i = 0; i < 200; ++i) {
      final float first = i;
      runs.add(pool.submit(() -> {
        try (var x = OnnxTensor.createTensor(env, new float[][] {{first, 2, 3}}); var results = session.run(Map.of("x", x))) {
          return ((float[][]) results.get(0).getValue())[0][0] == 2 * first;
        }
      }));
    }
    int right = 0;
    for (var run : runs) right += run.get() ? 1 : 0;
    pool.shutdown();
    return right;
  }

  static void values(Path folder) throws Exception {
    Object[] arrays = {new boolean[] {true, false}, new byte[] {1},  new short[] {2},
                       new int[] {3},               new long[] {4}, new double[] {5}};
    for (Object array : arrays) tell("array", () -> OnnxTensor.createTensor(env, array).getInfo());
    var texts = OnnxTensor.createTensor(env, new String[][] {{"a", "b\u00f6c"}});
    tell("strings", () -> Arrays.deepToString((Object[]) texts.getValue()));
    var half = ShortBuffer.wrap(new short[] {0x3c00});
    tell("half", () -> OnnxTensor.createTensor(env, half, new long[] {1}, OnnxJavaType.FLOAT16).getFloatBuffer().get(0));
    var coordinates = LongBuffer.wrap(new long[] {0, 2});
    var coo = new OnnxSparseTensor.COOTensor(coordinates, new long[] {2}, FloatBuffer.wrap(new float[] {1, 2}), new long[] {4},
                                             OnnxJavaType.FLOAT, 2);
    tell("sparse", () -> OnnxSparseTensor.createSparseTensor(env, coo).getInfo());
    try (var session = env.createSession(folder.resolve("sequence.onnx").toString());
         var results = session.run(Map.of("x", OnnxTensor.createTensor(env, new float[] {1, 2, 3})), Set.of("parts"))) {
      var parts = (List<?>) results.get(0).getValue();
      tell("sequence", () -> session.getOutputInfo() + " " + parts.size());
      tell("part", () -> ((OnnxTensor) parts.get(1)).getFloatBuffer().get(2));
    }
    try (var session = env.createSession(folder.resolve("map.onnx").toString());
         var results = session.run(Map.of("x", OnnxTensor.createTensor(env, new float[][] {{0.25f, 0.75f}})))) {
      var map = (OnnxMap) ((List<?>) results.get(0).getValue()).get(0);
      tell("map", () -> session.getOutputInfo() + " " + new TreeMap<>(map.getValue()));
    }
  }
}
