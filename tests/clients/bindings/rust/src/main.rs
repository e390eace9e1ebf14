// The crate ort, with ORT_DYLIB_PATH: client FOLDER prints what sessions, values and errors are, without the texts of errors.
use ort::session::{builder::GraphOptimizationLevel, RunOptions, Session};
use ort::{inputs, memory::Allocator, value::Tensor, Result};

fn made(model: &str) -> Result<Session> {
    Ok(Session::builder()?
        .with_optimization_level(GraphOptimizationLevel::All)?
        .with_intra_threads(1)?
        .with_inter_threads(1)?
        .with_memory_pattern(true)?
        .with_log_id("client")?
        .with_config_entry("session.intra_op.allow_spinning", "0")?
        .commit_from_file(model)?)
}

fn code<T>(result: Result<T>) -> String {
    result.err().map_or("done".into(), |error| format!("{:?}", error.code()))
}

fn main() -> Result<()> {
    ort::init().with_name("client").commit();
    let model = std::env::args().nth(1).unwrap() + "/double.onnx";
    let mut session = made(&model)?;
    for outlet in session.inputs().iter().chain(session.outputs()) {
        println!("{} {:?}", outlet.name(), outlet.dtype());
    }
    let x = Tensor::from_array(([2usize, 3], vec![1f32, 2., 3., 4., 5., 6.]))?;
    {
        let outputs = session.run(inputs!["x" => &x])?;
        println!("{:?} {:?}", outputs["y"].try_extract_tensor::<f32>()?, outputs["sizes"].try_extract_tensor::<i64>()?);
    }
    let options = RunOptions::new()?;
    println!("run with options: {}", code(session.run_with_options(inputs!["x" => &x], &options)));
    options.terminate()?;
    println!("terminated: {}", code(session.run_with_options(inputs!["x" => &x], &options)));
    {
        let metadata = session.metadata()?;
        println!("{:?} {:?}", metadata.name(), metadata.version());
    }
    let mut binding = session.create_binding()?;
    binding.bind_input("x", &x)?;
    binding.bind_output("y", Tensor::<f32>::new(&Allocator::default(), [2usize, 3])?)?;
    println!("binding: {:?}", session.run_binding(&binding)?["y"].try_extract_tensor::<f32>()?);
    let vector = Tensor::from_array(([1usize], vec![1f32]))?;
    println!("wrong shape: {}", code(session.run(inputs!["x" => vector])));
    println!("no file: {}", code(made("none.onnx")));
    let bytes = std::fs::read(&model).unwrap();
    let mut from_memory = Session::builder()?.commit_from_memory(&bytes)?;
    println!("memory: {}", from_memory.run(inputs!["x" => &x])?.len());
    let texts = Tensor::from_string_array(([2usize], &["a", "böc"][..]))?;
    println!("strings: {:?}", texts.try_extract_strings()?);
    Ok(())
}
