# Обновляет копию каталога: powershell -File get-copy.ps1 https://адрес/копии C:\папка\копии
# Скачивает только изменившееся, сверяет SHA-256, переключает в конце. Оборвалось - запустите ещё раз.
param([string]$Url, [string]$Dir)
$ErrorActionPreference = "Stop"; $ProgressPreference = "SilentlyContinue"
if (-not $Url -or -not $Dir) { Write-Error "Как надо: get-copy.ps1 https://адрес/копии C:\папка\копии"; exit 2 }
$Url = $Url.TrimEnd("/"); $Dir = [IO.Path]::GetFullPath($Dir.TrimEnd("\", "/")); $New = "$Dir.new"; $web = New-Object Net.WebClient
function Hash($path) { if (Test-Path $path) { (Get-FileHash $path -Algorithm SHA256).Hash.ToLower() } }
function Need($name, $hash) {
  if ($name -notmatch '^[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$') { throw "Копия не тронута. Недопустимое имя: $name" }
  $there = Join-Path $New $name; $former = Join-Path $Dir $name
  if ((Hash $there) -eq $hash) { return }
  New-Item -ItemType Directory -Force (Split-Path $there) | Out-Null
  if ((Hash $former) -eq $hash) { Copy-Item $former $there } else { $web.DownloadFile("$Url/$name", $there) }
  if ((Hash $there) -ne $hash) { Remove-Item $there; throw "Копия не тронута. Файл не тот, что в списке: $name" }
}
function Files($root, $folder) {
  $files = @{}; $root.files.PSObject.Properties | ForEach-Object { $files[$_.Name] = $_.Value }
  $root.parts.PSObject.Properties | ForEach-Object {
    (Get-Content (Join-Path $folder "manifest/$($_.Value).json") -Raw -Encoding UTF8 | ConvertFrom-Json).PSObject.Properties |
      ForEach-Object { $files[$_.Name] = $_.Value } }
  $files
}
$there = Join-Path $Dir "manifest.json"; $ours = @{}
if (Test-Path $there) { $ours = Files (Get-Content $there -Raw -Encoding UTF8 | ConvertFrom-Json) $Dir }
elseif ((Test-Path $Dir) -and (Get-ChildItem $Dir)) { throw "Копия не тронута. В папке $Dir чужие файлы." }
New-Item -ItemType Directory -Force $New | Out-Null
$web.DownloadFile("$Url/manifest.json", "$New\manifest.new"); $root = Get-Content "$New\manifest.new" -Raw -Encoding UTF8 | ConvertFrom-Json
$root.parts.PSObject.Properties | ForEach-Object { Need "manifest/$($_.Value).json" $_.Value }
$files = Files $root $New; $files.Keys | ForEach-Object { Need $_ $files[$_] }
if (Test-Path $Dir) { Get-ChildItem $Dir -Recurse -File | ForEach-Object { # чужие файлы остаются
  $name = $_.FullName.Substring($Dir.Length + 1).Replace("\", "/"); $target = Join-Path $New $name
  if (-not $ours.ContainsKey($name) -and $name -notmatch '^manifest(/|\.json)' -and -not (Test-Path $target)) {
    New-Item -ItemType Directory -Force (Split-Path $target) | Out-Null; Copy-Item $_.FullName $target } } }
Move-Item -Force "$New\manifest.new" "$New\manifest.json"
if (Test-Path $Dir) { Move-Item $Dir "$Dir.old" }; Move-Item $New $Dir; if (Test-Path "$Dir.old") { Remove-Item "$Dir.old" -Recurse -Force }
Write-Output "Копия обновлена: $Dir"
