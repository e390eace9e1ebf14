# Shared by the scripts: where the cache is, progress lines, errors. Sourced from the top of the checkout.

BERTH_CACHE_DIR=${BERTH_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/berth}
BERTH_VENV=$BERTH_CACHE_DIR/venv

die() {
  echo "error: $*" >&2
  exit 1
}

# step <what> <log> <command...>: one progress line with the time taken; the command's output goes to the log, and its end
# to stderr when it fails.
step() {
  local what=$1 log=$2 start=$SECONDS
  shift 2
  printf '%s ... ' "$what" >&2
  if ("$@") >>"$log" 2>&1; then
    echo "done in $((SECONDS - start)) s" >&2
  else
    echo "failed after $((SECONDS - start)) s" >&2
    tail -n 15 "$log" >&2
    return 1
  fi
}
