; Installer for Windows: for one user, without administrator rights; all it writes in the registry
; is the user's own. `packaging/build.py nsis` gives VERSION, FOUR_NUMBERS (of it, as
; Windows wants them), BUNDLE (a folder), SIZE_KB and OUT.
; Silent: setup.exe /S, and "Uninstall.exe" /S, which keeps settings.

!include "MUI2.nsh"
!include "FileFunc.nsh"
!include "LogicLib.nsh"
!include "WinVer.nsh"
!include "x64.nsh"

!define NAME "DGX Spark Command Center"
!define SLUG "spark-command-center"
!define WINDOW_EXE "${SLUG}w.exe"
!define CONSOLE_EXE "${SLUG}.exe"
!define AUTHORS "The DGX Spark Command Center authors"
!define UNINSTALL_KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\${SLUG}"
!define RUN_KEY "Software\Microsoft\Windows\CurrentVersion\Run"
!define APPROVED_KEY "Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run"
!define LINK_KEY "Software\Classes\dgxspark"

Unicode true
ManifestDPIAware true
ManifestSupportedOS all
RequestExecutionLevel user
SetCompressor /SOLID lzma
Name "${NAME}"
OutFile "${OUT}"
InstallDir "$LOCALAPPDATA\Programs\${NAME}"
InstallDirRegKey HKCU "${UNINSTALL_KEY}" "InstallLocation"
BrandingText "${NAME} ${VERSION}"

!ifdef NSIS_WIN32_MAKENSIS
  !define SIGN 'powershell -NoProfile -ExecutionPolicy Bypass -File sign.ps1 "%1"'
  !uninstfinalize '${SIGN}' = 0
  !finalize '${SIGN}' = 0
!endif

VIProductVersion "${FOUR_NUMBERS}"
VIFileVersion "${FOUR_NUMBERS}"
VIAddVersionKey "ProductName" "${NAME}"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "FileDescription" "${NAME} installer"
VIAddVersionKey "CompanyName" "${AUTHORS}"
VIAddVersionKey "LegalCopyright" "${AUTHORS}, Apache-2.0"

!define MUI_ICON "..\icons\app.ico"
!define MUI_UNICON "..\icons\app.ico"
!define MUI_WELCOMEFINISHPAGE_BITMAP "..\icons\wizard.bmp"
!define MUI_ABORTWARNING
!define MUI_FINISHPAGE_RUN "$INSTDIR\${WINDOW_EXE}"
!define MUI_FINISHPAGE_NOREBOOTSUPPORT
!define MUI_COMPONENTSPAGE_SMALLDESC

!insertmacro MUI_PAGE_LICENSE "..\..\LICENSE"
!insertmacro MUI_PAGE_COMPONENTS
!define MUI_PAGE_CUSTOMFUNCTION_LEAVE CheckFolder
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_COMPONENTS
!insertmacro MUI_UNPAGE_INSTFILES

!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "German"
!insertmacro MUI_LANGUAGE "SimpChinese"
!include /CHARSET=UTF8 "words.nsh"

; Refuse what would not start, in words, before anything is written.
Function .onInit
  ${IfNot} ${AtLeastWin10}
  ${OrIfNot} ${RunningX64}
    MessageBox MB_OK|MB_ICONSTOP "$(NEEDS_WINDOWS)" /SD IDOK
    SetErrorLevel 2
    Quit
  ${EndIf}
FunctionEnd

; Removing must never touch what is not ours: a folder with anything else in it is not taken.
Function CheckFolder
  ${If} ${FileExists} "$INSTDIR\Uninstall.exe"
  ${AndIf} ${FileExists} "$INSTDIR\${WINDOW_EXE}"
    Return
  ${EndIf}
  ${If} ${FileExists} "$INSTDIR\*.*"
    ${DirState} "$INSTDIR" $0
    ${If} $0 = 1
      MessageBox MB_OK|MB_ICONEXCLAMATION "$(FOLDER_IN_USE)" /SD IDOK
      SetErrorLevel 2
      Abort
    ${EndIf}
  ${EndIf}
FunctionEnd

; A running program's file cannot be opened for writing. Asked for both programs: a command in a
; console holds the same libraries as the window.
!macro WAIT_UNTIL_CLOSED PREFIX
Function ${PREFIX}WaitUntilClosed
  again:
  StrCpy $1 "${CONSOLE_EXE}"
  Call ${PREFIX}IsRunning
  ${If} $0 = 0
    StrCpy $1 "${WINDOW_EXE}"
    Call ${PREFIX}IsRunning
  ${EndIf}
  ${If} $0 = 1
    MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(IS_RUNNING)" /SD IDCANCEL IDRETRY again
    SetErrorLevel 3
    Quit
  ${EndIf}
FunctionEnd

; $1: name of the program; $0: 1 where it runs.
Function ${PREFIX}IsRunning
  StrCpy $0 0
  ${IfNot} ${FileExists} "$INSTDIR\$1"
    Return
  ${EndIf}
  ClearErrors
  FileOpen $2 "$INSTDIR\$1" a
  ${If} ${Errors}
    StrCpy $0 1
  ${Else}
    FileClose $2
  ${EndIf}
FunctionEnd
!macroend
!insertmacro WAIT_UNTIL_CLOSED ""
!insertmacro WAIT_UNTIL_CLOSED "un."

Section "${NAME}" SecProgram
  SectionIn RO
  Call CheckFolder  ; also without pages
  Call WaitUntilClosed
  RMDir /r "$INSTDIR\_internal"  ; nothing of an older version stays
  SetOutPath "$INSTDIR"
  File /r "${BUNDLE}\*"
  WriteUninstaller "$INSTDIR\Uninstall.exe"
  CreateShortcut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\${WINDOW_EXE}"

  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayName" "${NAME}"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayIcon" "$INSTDIR\${WINDOW_EXE}"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "Publisher" "${AUTHORS}"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "UninstallString" '"$INSTDIR\Uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL_KEY}" "QuietUninstallString" '"$INSTDIR\Uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "EstimatedSize" ${SIZE_KB}
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "NoRepair" 1
SectionEnd

Section "$(LINKS)" SecLinks
  WriteRegStr HKCU "${LINK_KEY}" "" "URL:${NAME}"
  WriteRegStr HKCU "${LINK_KEY}" "URL Protocol" ""
  WriteRegStr HKCU "${LINK_KEY}\DefaultIcon" "" "$INSTDIR\${WINDOW_EXE},0"
  WriteRegStr HKCU "${LINK_KEY}\shell\open\command" "" '"$INSTDIR\${WINDOW_EXE}" "%1"'
SectionEnd

Section /o "$(DESKTOP_ICON)" SecDesktop
  CreateShortcut "$DESKTOP\${NAME}.lnk" "$INSTDIR\${WINDOW_EXE}"
SectionEnd

; The same entry that the program's own setting writes and removes.
Section /o "$(AUTOSTART)" SecAutostart
  WriteRegStr HKCU "${RUN_KEY}" "${SLUG}" '"$INSTDIR\${WINDOW_EXE}" --hidden'
  DeleteRegValue HKCU "${APPROVED_KEY}" "${SLUG}"
SectionEnd

!insertmacro MUI_FUNCTION_DESCRIPTION_BEGIN
  !insertmacro MUI_DESCRIPTION_TEXT ${SecProgram} "$(ABOUT_PROGRAM)"
  !insertmacro MUI_DESCRIPTION_TEXT ${SecLinks} "$(ABOUT_LINKS)"
  !insertmacro MUI_DESCRIPTION_TEXT ${SecDesktop} "$(ABOUT_DESKTOP_ICON)"
  !insertmacro MUI_DESCRIPTION_TEXT ${SecAutostart} "$(ABOUT_AUTOSTART)"
!insertmacro MUI_FUNCTION_DESCRIPTION_END

Section "un.${NAME}" UnSecProgram
  SectionIn RO
  Call un.WaitUntilClosed
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\${WINDOW_EXE}"
  Delete "$INSTDIR\${CONSOLE_EXE}"
  Delete "$INSTDIR\Uninstall.exe"
  RMDir "$INSTDIR"  ; only when empty
  Delete "$SMPROGRAMS\${NAME}.lnk"
  Delete "$DESKTOP\${NAME}.lnk"
  DeleteRegValue HKCU "${RUN_KEY}" "${SLUG}"
  DeleteRegValue HKCU "${APPROVED_KEY}" "${SLUG}"
  DeleteRegKey HKCU "${LINK_KEY}"
  DeleteRegKey HKCU "${UNINSTALL_KEY}"
SectionEnd

; Secrets are in the Windows Credential Manager, which only its owner should empty.
Section /o "un.$(OWN_DATA)" UnSecData
  RMDir /r "$APPDATA\${SLUG}"
  RMDir /r "$LOCALAPPDATA\${SLUG}"
SectionEnd

!insertmacro MUI_UNFUNCTION_DESCRIPTION_BEGIN
  !insertmacro MUI_DESCRIPTION_TEXT ${UnSecProgram} "$(ABOUT_PROGRAM)"
  !insertmacro MUI_DESCRIPTION_TEXT ${UnSecData} "$(ABOUT_OWN_DATA)"
!insertmacro MUI_UNFUNCTION_DESCRIPTION_END
