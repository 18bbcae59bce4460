;; Emacs' own client, eglot, at work: open a file, wait for diagnostics, take the code action "Fix", save, and wait
;; until the diagnostics are gone. What it saw is printed. The command of the server and the file come as variables.
(package-initialize)
(require 'eglot)
(require 'flymake)

(defun wait-for (what condition)
  (let ((end (+ (float-time) 120)))
    (while (not (funcall condition))
      (when (> (float-time) end)
        (error "Did not come: %s" what))
      (accept-process-output nil 0.1))))

(setq eglot-sync-connect 120
      eglot-connect-timeout 120
      eglot-server-programs `((python-mode . ,(split-string (getenv "COMMAND") "\t"))))

(find-file (getenv "FILE"))
(eglot-ensure)
(run-hooks 'post-command-hook) ; where eglot-ensure waits
(wait-for "a server" #'eglot-current-server)
(flymake-start)
(wait-for "diagnostics" #'flymake-diagnostics)
(let ((found (car (flymake-diagnostics))))
  (princ (format "%d %s\n" (line-number-at-pos (flymake-diagnostic-beg found)) (flymake-diagnostic-text found)))
  (goto-char (flymake-diagnostic-beg found)))
;; somebody at the keyboard, who takes what begins with "Fix"
(let ((before (buffer-string)) (last-nonmenu-event ?x))
  (cl-letf (((symbol-function 'completing-read)
             (lambda (_prompt options &rest _)
               (let ((titles (mapcar (lambda (option) (if (consp option) (car option) option)) options)))
                 (princ (format "%S\n" titles))
                 (seq-find (lambda (title) (string-prefix-p "Fix: " title)) titles)))))
    (eglot-code-actions (point) nil nil t))
  (wait-for "the edit" (lambda () (not (equal before (buffer-string))))))
(let ((coding-system-for-write 'utf-8)) (save-buffer))
(wait-for "no diagnostics" (lambda () (null (flymake-diagnostics))))
(kill-emacs 0)
