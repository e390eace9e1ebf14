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

# install_packages <log> <package...>: those of Debian's packages that are missing.
install_packages() {
  local log=$1 missing=() package sudo=
  shift
  for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return 0
  [ "$(id -u)" -eq 0 ] || sudo=sudo
  command -v apt-get >/dev/null || die "these packages are needed, under their Debian names: ${missing[*]}"
  step "packages: refreshing the lists" "$log" $sudo apt-get -q update || true
  step "packages: installing ${missing[*]}" "$log" \
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get -q -y --no-install-recommends install "${missing[@]}" ||
    die "apt could not install: ${missing[*]} (is the machine offline?). Install them by hand and start again."
}

# fetch_debian_sources <folder> <package...>: source archives. They are read with the machine's own apt sources, as `deb-src`
# in a folder of our own.
fetch_debian_sources() {
  local folder=$1 file
  shift
  mkdir -p "$folder/parts" "$folder/lists"
  for file in /etc/apt/sources.list /etc/apt/sources.list.d/*; do
    case $file in
      *.sources) sed 's/^Types:.*/Types: deb-src/' "$file" >"$folder/parts/$(basename "$file")" ;;
      *.list) sed -n 's/^deb /deb-src /p' "$file" >"$folder/parts/$(basename "$file")" ;;
    esac
  done
  local options=(-o Dir::Etc::SourceList=/dev/null -o Dir::Etc::SourceParts="$folder/parts"
    -o Dir::State::Lists="$folder/lists" -o APT::Sandbox::User=root)
  cd "$folder"
  apt-get "${options[@]}" -q update
  apt-get "${options[@]}" -q source --download-only "$@"
  cd - >/dev/null
}
