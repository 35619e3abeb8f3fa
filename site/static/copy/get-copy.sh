#!/bin/sh
# Обновляет копию каталога по сети: sh get-copy.sh https://адрес/копии /папка/копии
# Скачивает только изменившееся, сверяет SHA-256, переключает в конце. Оборвалось – запустите ещё раз.
set -eu
[ $# -eq 2 ] || { echo "Как надо: sh get-copy.sh https://адрес/копии /папка/копии" >&2; exit 2; }
url=${1%/}; dir=${2%/}; new="$dir.new"
die() { echo "Копия не тронута. $1" >&2; exit 1; }
list() { sed -n 's/^"\([A-Za-z0-9._/-]*\)":"\([0-9a-f]\{64\}\)",\{0,1\}$/\2 \1/p' "$@"; }
right() { [ -f "$2" ] && [ "$(sha256sum < "$2" | cut -c1-64)" = "$1" ]; }
get() { mkdir -p "$(dirname "$2")"; curl -fsS --retry 3 -o "$2.part" "$url/$1" || die "Нет связи: $url/$1"; mv "$2.part" "$2"; }
need() { case "/$2/" in */../*|*//*) die "Недопустимое имя: $2";; esac
  right "$1" "$new/$2" && return; get "$2" "$new/$2"; right "$1" "$new/$2" || die "Файл не тот, что в списке: $2"; }
if [ -d "$dir" ] && [ -n "$(ls -A "$dir")" ] && [ ! -f "$dir/manifest.json" ]; then die "В папке $dir чужие файлы."; fi
if [ ! -d "$new" ]; then mkdir -p "$new.tmp"; [ ! -d "$dir" ] || cp -Rp "$dir/." "$new.tmp/"; mv "$new.tmp" "$new"; fi
all() { sed '/^"parts":{/,$d' "$1/manifest.json" | list
  sed -n '/^"parts":{/,$p' "$1/manifest.json" | list | while read -r hash part; do list "$1/manifest/$hash.json"; done; }
get manifest.json "$new.root"; mkdir -p "$new.list.d"
sed -n '/^"parts":{/,$p' "$new.root" | list | while read -r hash part; do need "$hash" "manifest/$hash.json"; done
[ -n "$(list "$new.root")" ] || die "По адресу $url нет списка файлов копии."
: > "$new.old"; [ ! -f "$new/manifest.json" ] || all "$new" > "$new.old" 2>/dev/null || :
mv "$new.root" "$new.list.d/manifest.json"; ln -sfn "$new/manifest" "$new.list.d/manifest" 2>/dev/null || cp -R "$new/manifest" "$new.list.d/"
all "$new.list.d" > "$new.list"
while read -r hash name; do need "$hash" "$name"; done < "$new.list"
while read -r hash name; do grep -q " $name\$" "$new.list" || rm -f "$new/$name"; done < "$new.old"
mv "$new.list.d/manifest.json" "$new/manifest.json"; rm -rf "$new.list.d" "$new.list" "$new.old"
[ ! -d "$dir" ] || mv "$dir" "$dir.old"; mv "$new" "$dir"; rm -rf "$dir.old"
echo "Копия обновлена: $dir"
