// onnxruntime_go: client LIBRARY FOLDER prints what sessions and values are, without the texts of errors.
package main

import (
	"fmt"
	"os"
	"sync"
	"sync/atomic"

	ort "github.com/yalue/onnxruntime_go"
)

func must(err error) {
	if err != nil {
		fmt.Println("failed:", err)
		os.Exit(1)
	}
}

func give[T any](value T, err error) T {
	must(err)
	return value
}

func tell(what string, err error) {
	fmt.Println(what, "refused:", err != nil)
}

var x, y *ort.Tensor[float32]

func options() *ort.SessionOptions {
	options := give(ort.NewSessionOptions())
	must(options.SetIntraOpNumThreads(1))
	must(options.SetInterOpNumThreads(1))
	must(options.SetCpuMemArena(true))
	must(options.SetMemPattern(true))
	must(options.SetGraphOptimizationLevel(ort.GraphOptimizationLevelEnableAll))
	must(options.SetExecutionMode(ort.ExecutionModeSequential))
	must(options.SetLogSeverityLevel(ort.LoggingLevelFatal))
	must(options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0"))
	fmt.Println("entry", give(options.HasSessionConfigEntry("session.intra_op.allow_spinning")),
		give(options.GetSessionConfigEntry("session.intra_op.allow_spinning")))
	tell("XNNPACK", options.AppendExecutionProvider("XNNPACK", map[string]string{}))
	tell("CoreML", options.AppendExecutionProviderCoreML(0))
	_, err := ort.NewCUDAProviderOptions()
	tell("CUDA", err)
	return options
}

// A session with inputs and outputs of its own.
func bound(model string, options *ort.SessionOptions) {
	session := give(ort.NewAdvancedSession(model, []string{"x"}, []string{"y"}, []ort.Value{x}, []ort.Value{y}, options))
	must(session.Run())
	fmt.Println("y", y.GetData())
	run := give(ort.NewRunOptions())
	must(session.RunWithOptions(run))
	must(run.Terminate())
	tell("terminated run", session.RunWithOptions(run))
	must(run.Destroy())
	must(session.Destroy())
}

// A session with inputs and outputs of each run.
func dynamic(model string, options *ort.SessionOptions) {
	bytes := give(os.ReadFile(model))
	session := give(ort.NewDynamicAdvancedSessionWithONNXData(bytes, []string{"x"}, []string{"y", "sizes"}, options))
	outputs := []ort.Value{nil, nil}
	must(session.Run([]ort.Value{x}, outputs))
	fmt.Println("y, sizes", outputs[0].(*ort.Tensor[float32]).GetData(), outputs[1].(*ort.Tensor[int64]).GetData())
	sizes := give(ort.NewEmptyTensor[int64](ort.NewShape(2)))
	binding := give(session.CreateIoBinding())
	must(binding.BindInput("x", x))
	must(binding.BindOutput("y", y))
	must(binding.BindOutput("sizes", sizes))
	must(session.RunWithBinding(binding))
	fmt.Println("binding", y.GetData(), sizes.GetData())
	must(binding.Destroy())
	vector := give(ort.NewTensor(ort.NewShape(3), []float32{1, 2, 3}))
	tell("wrong shape", session.Run([]ort.Value{vector}, []ort.Value{nil, nil}))
	fmt.Println("concurrent", concurrent(session))
	must(session.Destroy())
}

// How many of 200 runs at the same time give what they should.
func concurrent(session *ort.DynamicAdvancedSession) int32 {
	var group sync.WaitGroup
	var right atomic.Int32
	for i := 0; i < 200; i++ {
		group.Add(1)
		go func(first float32) {
			defer group.Done()
			row := give(ort.NewTensor(ort.NewShape(1, 3), []float32{first, 2, 3}))
			outputs := []ort.Value{nil, nil}
			must(session.Run([]ort.Value{row}, outputs))
			if outputs[0].(*ort.Tensor[float32]).GetData()[0] == 2*first {
				right.Add(1)
			}
			for _, value := range []ort.Value{row, outputs[0], outputs[1]} {
				must(value.Destroy())
			}
		}(float32(i))
	}
	group.Wait()
	return right.Load()
}

func values() {
	texts := give(ort.NewStringTensor(ort.NewShape(2)))
	must(texts.SetContents([]string{"a", "böc"}))
	fmt.Println("strings", give(texts.GetContents()))
	sequence := give(ort.NewSequence([]ort.Value{x, y}))
	fmt.Println("sequence", len(give(sequence.GetValues())))
	keys := give(ort.NewTensor(ort.NewShape(2), []int64{1, 2}))
	numbers := give(ort.NewTensor(ort.NewShape(2), []float32{0.25, 0.75}))
	k, v, err := give(ort.NewMap(keys, numbers)).GetKeysAndValues()
	must(err)
	fmt.Println("map", k.(*ort.Tensor[int64]).GetData(), v.(*ort.Tensor[float32]).GetData())
}

func main() {
	ort.SetSharedLibraryPath(os.Args[1])
	model := os.Args[2] + "/double.onnx"
	must(ort.InitializeEnvironment(ort.WithLogLevelFatal()))
	inputs, outputs, err := ort.GetInputOutputInfo(model)
	must(err)
	for _, info := range append(inputs, outputs...) {
		fmt.Println(info.String())
	}
	metadata := give(ort.GetModelMetadata(model))
	fmt.Println("metadata", give(metadata.GetGraphName()), give(metadata.GetVersion()), give(metadata.GetCustomMetadataMapKeys()))
	must(metadata.Destroy())
	x = give(ort.NewTensor(ort.NewShape(1, 3), []float32{1, 2, 3}))
	y = give(ort.NewEmptyTensor[float32](ort.NewShape(1, 3)))
	o := options()
	bound(model, o)
	dynamic(model, o)
	values()
	_, err = ort.NewDynamicAdvancedSession("none.onnx", []string{"x"}, []string{"y"}, nil)
	tell("no file", err)
	must(ort.DisableTelemetry())
	must(ort.DestroyEnvironment())
}
