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
    # runs and what comes after
    compute_error compute_throws parallel_throws compute_wrong_shape compute_no_output run_start_error run_start_throws
    run_end_error
    run_end_throws release_state_throws release_infos_throws release_ep_throws)
