# The rules that fault_ep.cc breaks, one library each. "none" breaks none. Each that throws has a twin, "_int" behind its name,
# that throws a number in place of a std::exception.
set(EP_FAULTS
    none
    # loading
    without_entry without_release factories_error factories_throw factories_none factories_null_entry factories_too_many
    version_too_old version_99 create_ep_missing second_factory_fails register_inside release_error release_throws
    # devices
    devices_error devices_error_after_release devices_throw devices_none devices_too_many devices_twice devices_foreign
    devices_released devices_null_entry devices_kept name_null name_throws vendor_null vendor_throws vendor_id_throws version_null
    version_throws version_no_semver version_in_metadata incompatible_error incompatible_throws
    # allocators, data transfers
    allocator_fine allocator_missing allocator_null allocator_error allocator_throws allocator_arena allocator_incomplete
    allocator_info_null allocator_info_foreign allocator_info_throws allocator_release_throws
    transfer_error transfer_throws transfer_null transfer_incomplete transfer_no_can_copy transfer_no_release transfer_missing
    transfer_version_zero transfer_release_throws
    # sessions
    create_ep_error create_ep_null create_ep_throws create_ep_reenters ep_name_null ep_name_throws ep_version_zero ep_version_99
    capability_error capability_throws claim_twice claim_single claim_all claim_around claim_empty claim_null claim_foreign
    compile_error compile_throws compile_reenters compile_null compile_null_compute compile_null_state compile_null_release
    compile_version_zero compile_missing release_infos_missing state_error state_throws state_slow state_reenters
    init_end_error init_end_throws concurrency_error concurrency_throws capability_reenters
    layout_error layout_throws layout_unknown domains_fine domains_count_error domains_count_throws domains_too_many
    domains_get_error domains_get_throws domains_null domains_foreign
    # kernels out of a registry
    kernel_fine kernel_registry_error kernel_registry_throws kernel_registry_foreign kernel_create_error kernel_create_null
    kernel_create_throws kernel_bad_flags kernel_no_compute kernel_version_zero kernel_compute_error kernel_compute_throws
    kernel_release_throws
    kernel_prepack_fine kernel_prepack_error kernel_prepack_throws kernel_prepack_twice kernel_prepack_unsaid
    kernel_prepack_no_take kernel_prepack_take_error kernel_prepack_take_throws
    # control flow
    control_if_fine control_loop_fine control_scan_fine control_own control_if_as_loop
    control_loop_incomplete control_loop_concat_error control_loop_concat_throws control_loop_release_throws
    control_scan_incomplete control_scan_transpose_error control_scan_transpose_throws control_scan_release_throws
    # memory of a device, copies, streams
    device_fine device_single device_version_zero device_default_foreign device_default_null device_default_error device_default_throws
    device_ep_allocator_fine device_ep_allocator_null device_ep_allocator_error device_ep_allocator_throws
    device_alloc_null device_alloc_throws device_free_throws device_reserve_null device_reserve_throws device_alloc_on_stream_null
    device_alloc_on_stream_throws device_stats_error device_stats_throws device_stats_foreign device_can_copy_never
    device_can_copy_throws device_copy_error device_copy_throws device_copy_reenters device_aware_throws
    device_ep_stream_fine device_ep_stream_null device_ep_stream_error device_ep_stream_throws
    device_stream_missing device_stream_error device_stream_throws device_stream_null device_stream_incomplete
    device_stream_version_zero device_stream_release_throws device_handle_throws device_flush_error device_flush_throws
    device_stream_end_error device_stream_end_throws
    device_notification_null device_notification_error device_notification_throws device_notification_no_activate
    device_notification_no_wait device_notification_release_throws device_activate_error
    device_activate_throws device_wait_error device_wait_throws
    # captured graphs
    capture_fine capture_never capture_no_replay capture_enabled_throws capture_captured_throws capture_replay_error
    capture_replay_throws capture_release_error capture_release_throws capture_policy_all capture_policy_cpu capture_policy_throws
    capture_policy_unknown
    # runs and what comes after
    compute_error compute_throws parallel_throws compute_wrong_shape compute_no_output compute_slow compute_reenters
    compute_output_twice compute_input_99 compute_output_99 compute_status_foreign run_start_error run_start_throws
    run_start_reenters run_end_error run_end_throws release_state_throws release_infos_throws release_ep_throws
    dynamic_error dynamic_throws sync_error sync_throws
    # profilers
    profiler_fine profiler_null profiler_version_zero profiler_create_error profiler_create_throws profiler_no_release
    profiler_no_start profiler_no_events profiler_no_end profiler_start_error profiler_start_throws profiler_event_error
    profiler_event_throws profiler_stop_error profiler_stop_throws profiler_end_error profiler_end_throws
    profiler_release_throws profiler_events_null profiler_events_null_entry profiler_events_foreign profiler_events_elsewhere
    profiler_category profiler_name_null profiler_name_odd profiler_times_wild profiler_slow profiler_reenters
    # importers, graphics
    importer_fine importer_null importer_version_zero importer_create_error importer_create_throws importer_no_release
    importer_incomplete importer_can_memory_throws importer_memory_null importer_memory_error importer_memory_throws
    importer_tensor_null importer_tensor_foreign importer_tensor_error importer_tensor_throws importer_can_semaphore_throws
    importer_semaphore_null importer_semaphore_error importer_semaphore_throws importer_wait_error importer_wait_throws
    importer_signal_error importer_signal_throws importer_handle_no_release importer_handle_no_device
    importer_handle_foreign_device importer_handle_release_throws importer_release_throws
    graphics_fine graphics_init_error graphics_init_throws graphics_deinit_error graphics_deinit_throws
    # compiled models
    context_fine context_null context_foreign context_fused context_name compat_fine compat_info_null compat_info_throws
    compat_validate_error compat_validate_throws compat_unknown weightless_fine weightless_error weightless_throws
    weightless_unknown)
foreach(fault IN LISTS EP_FAULTS)
  if(fault MATCHES "throws?$")
    list(APPEND EP_FAULTS ${fault}_int)
  endif()
endforeach()
