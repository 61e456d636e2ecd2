# A Debian arm64 system for qemu: nothing of it is installed or needs binfmt; its packages come by suites.sh.
# shellcheck shell=bash

readonly ARM64_SUITE=trixie:arm64
readonly ARM64_PACKAGES=(base-files libc6 libc-bin bash coreutils util-linux mount procps grep sed tar busybox-static
  openjdk-25-jdk-headless)

# Kernels by the KiB of a page. The one for clouds is small.
readonly -A ARM64_KERNELS=([4]=linux-image-cloud-arm64 [16]=linux-image-arm64-16k)
# What a kernel may need to mount a disk, in the order of their need; what is built in is no module.
readonly ARM64_MODULES=(crc16 crc32c_generic mbcache jbd2 ext4 virtio_blk)

# arm64_system PAGES: prints the folder that holds its kernel for pages of so many KiB, an initial file system and its root
# disk, made where it is missing or older.
arm64_system() {
  local key
  # What it is made of, and how.
  key=$({
    declare -f make_arm64_system initial_file_system disk
    printf '%s\n' "$ARM64_SUITE" "${ARM64_KERNELS[$1]}" "${ARM64_PACKAGES[@]}" "${ARM64_MODULES[@]}"
    cat "$root/scripts/arm64/"{init,initramfs}
  } | sha256sum)
  locked arm64 make_arm64_system "$cache/arm64/$1-${key:0:16}" "$1" || return 1
  printf '%s\n' "$cache/arm64/$1-${key:0:16}"
}

make_arm64_system() {
  local folder=$1 part=$1.part pages=$2 suite=$ARM64_SUITE names kernel applet
  [[ ! -e $folder ]] || return 0
  say "making a Debian arm64 system, once ..."
  rm -rf "$cache/arm64/$pages-"*
  mkdir -p "$part"
  update_suite "$suite" || return 1
  mapfile -t names < <(with_dependencies "$suite" "${ARM64_PACKAGES[@]}")
  kernel=$(with_dependencies "$suite" "${ARM64_KERNELS[$pages]}" | grep '^linux-image-[0-9]') || return 1
  # The first makes /bin and /lib links, and the others fill what they point to.
  unpack_once "$suite" "$part/base" base-files && unpack_once "$suite" "$part/rest" "${names[@]}" &&
    unpack_once "$suite" "$part/boot" "$kernel" || return 1
  cp -a "$part/rest/." "$part/base"
  cp "$part"/boot/boot/vmlinuz-* "$part/vmlinuz"
  initial_file_system "$part" || return 1
  ln -sf bash "$part/base/usr/bin/sh"
  for applet in awk find ip which xargs gzip diff hostname; do
    [[ -e $part/base/usr/bin/$applet ]] || ln -s busybox "$part/base/usr/bin/$applet"
  done
  mkdir -p "$part/base/payload"
  install -m 755 "$root/scripts/arm64/init" "$part/base/usr/sbin/blindspot-init"
  disk "$part/root.img" 2048 "$part/base" || return 1
  rm -rf "$part/base" "$part/rest" "$part/boot" "$part/initial"
  mv "$part" "$folder"
}

# initial_file_system PART: PART/initrd of what PART/base and PART/boot hold.
initial_file_system() {
  local part=$1 name packed
  mkdir -p "$part"/initial/{modules,new}
  for name in "${ARM64_MODULES[@]}"; do
    packed=$(find "$part/boot" -name "$name.ko.xz")
    [[ -z $packed ]] || xz -dc "$packed" >"$part/initial/modules/$name.ko"
  done
  printf '%s\n' "${ARM64_MODULES[@]}" >"$part/initial/modules/order"
  cp "$part/base/usr/bin/busybox" "$part/initial/busybox"
  install -m 755 "$root/scripts/arm64/initramfs" "$part/initial/init"
  (cd "$part/initial" && find . | cpio --quiet -o -H newc) | gzip -1 >"$part/initrd"
}

# disk FILE MEBIBYTES [FOLDER]: an ext4 image, with what is in FOLDER.
disk() {
  truncate -s "$2M" "$1"
  mke2fs -q -t ext4 -O ^has_journal ${3:+-d "$3"} "$1"
}

# run_arm64 SYSTEM PAYLOAD OUT SECONDS: boots, runs PAYLOAD/run.sh, leaves in OUT what it had written to /tmp/out by its
# end or when it was killed; its exit code, or 97 where the machine gave no verdict, 98 where the results did not fit.
run_arm64() {
  local system=$1 payload=$2 out=$3 seconds=$4 disks=$3/disks size
  rm -rf "$out"
  mkdir -p "$disks"
  size=$(du -sm "$payload" | cut -f 1)
  disk "$disks/in.img" $((size * 5 / 4 + 64)) "$payload"
  disk "$disks/out.img" 256
  timeout -k 5 "$seconds" qemu-system-aarch64 -M virt -cpu cortex-a76 -smp "${BLINDSPOT_ARM64_CPUS:-2}" -m 4096 -accel tcg,thread=multi \
    -nographic -no-reboot -nic none -kernel "$system/vmlinuz" -initrd "$system/initrd" \
    -append "console=ttyAMA0 quiet panic=-1" \
    -drive if=none,id=root,file="$system/root.img",format=raw,readonly=on -device virtio-blk-pci,drive=root \
    -drive if=none,id=in,file="$disks/in.img",format=raw -device virtio-blk-pci,drive=in \
    -drive if=none,id=out,file="$disks/out.img",format=raw -device virtio-blk-pci,drive=out </dev/null 2>&1 |
    sed -u 's/\r$//' | tee "$out/console.log" >&2 || true
  debugfs -R "rdump / $out" "$disks/out.img" 2>/dev/null || true
  rm -rf "$disks"
  ! grep -q '^@@RESULTS DO NOT FIT' "$out/console.log" || return 98
  [[ -s $out/code ]] || return 97
  return "$(cat "$out/code")"
}
