# sign.ps1 FILE...: signs with the certificate of WINDOWS_CERTIFICATE (a .pfx in base64, with
# WINDOWS_CERTIFICATE_PASSWORD). Without one nothing is signed, and Windows says so at the start.
param([Parameter(Mandatory, ValueFromRemainingArguments)][string[]] $Files)
$ErrorActionPreference = 'Stop'

if (-not $env:WINDOWS_CERTIFICATE) {
    Write-Output "No WINDOWS_CERTIFICATE: not signed: $Files"
    exit 0
}

# By way of the certificate store: signtool would want the password on its command line.
$pfx = Join-Path ([IO.Path]::GetTempPath()) ([IO.Path]::GetRandomFileName())
try {
    [IO.File]::WriteAllBytes($pfx, [Convert]::FromBase64String($env:WINDOWS_CERTIFICATE))
    $password = ConvertTo-SecureString $env:WINDOWS_CERTIFICATE_PASSWORD -AsPlainText -Force
    $certificate = Import-PfxCertificate $pfx -CertStoreLocation Cert:\CurrentUser\My -Password $password
} finally {
    Remove-Item $pfx -ErrorAction SilentlyContinue
}
try {
    $signtool = Get-ChildItem "${env:ProgramFiles(x86)}\Windows Kits\10\bin\*\x64\signtool.exe" |
        Sort-Object { [version] $_.Directory.Parent.Name } | Select-Object -Last 1
    & $signtool.FullName sign /sha1 $certificate.Thumbprint /fd SHA256 `
        /tr http://timestamp.digicert.com /td SHA256 @Files
    exit $LASTEXITCODE
} finally {
    Remove-Item $certificate.PSPath -ErrorAction SilentlyContinue
}
