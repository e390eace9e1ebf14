# The rules that fault_ep.cc breaks, one library each. "none" breaks none.
set(EP_FAULTS
    none
    # loading
    without_entry without_release factories_error factories_throw factories_none factories_null_entry factories_too_many
    version_too_old create_ep_missing second_factory_fails register_inside release_error release_throws
    # devices
    devices_error devices_error_after_release devices_throw devices_none devices_too_many devices_twice devices_foreign
    devices_released devices_null_entry name_null version_no_semver version_in_metadata
    # allocators, data transfers
    allocator_fine allocator_missing allocator_null allocator_error allocator_throws allocator_arena
    transfer_error transfer_throws transfer_incomplete transfer_missing
    # sessions
    create_ep_error create_ep_null create_ep_throws ep_name_null capability_error capability_throws
    claim_twice claim_single claim_all claim_around compile_error compile_throws compile_null compile_null_compute compile_missing
    release_infos_missing state_error state_throws init_end_error init_end_throws
    concurrency_error concurrency_throws capability_reenters
    # kernels out of a registry
    kernel_fine kernel_registry_error kernel_registry_throws kernel_registry_foreign kernel_create_error kernel_create_null
    kernel_create_throws kernel_bad_flags kernel_no_compute kernel_compute_error kernel_compute_throws kernel_release_throws
    kernel_prepack_fine kernel_prepack_error kernel_prepack_throws kernel_prepack_twice kernel_prepack_unsaid
    kernel_prepack_no_take kernel_prepack_take_error kernel_prepack_take_throws
    # memory of a device, copies, streams
    device_fine device_single device_default_foreign device_alloc_null device_alloc_throws device_free_throws device_can_copy_never
    device_can_copy_throws device_copy_error device_copy_throws device_aware_throws device_stream_missing device_stream_error
    device_stream_throws device_stream_null device_stream_incomplete device_flush_error device_flush_throws
    device_stream_end_error
    device_stream_end_throws device_notification_null device_notification_error device_notification_throws device_activate_error
    device_activate_throws device_wait_error device_wait_throws
    # captured graphs
    capture_fine capture_never capture_no_replay capture_replay_error capture_release_error
    # runs and what comes after
    compute_error compute_throws parallel_throws compute_wrong_shape compute_no_output compute_slow compute_reenters
    compute_output_twice run_start_error run_start_throws
    run_end_error
    run_end_throws release_state_throws release_infos_throws release_ep_throws)
