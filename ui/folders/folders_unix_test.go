//go:build !windows && !darwin

package folders

import "testing"

func TestFind(t *testing.T) {
	for name, test := range map[string]struct {
		env  map[string]string
		want Folders
	}{
		"the usual": {nil, Folders{"/h/.config/audiospliter", "/h/.local/share/audiospliter", "/h/.cache/audiospliter"}},
		"named": {
			map[string]string{"XDG_CONFIG_HOME": "/c", "XDG_DATA_HOME": "/d", "XDG_CACHE_HOME": "/k"},
			Folders{"/c/audiospliter", "/d/audiospliter", "/k/audiospliter"},
		},
		"relative": {
			map[string]string{"XDG_CONFIG_HOME": "c", "XDG_DATA_HOME": "./d", "XDG_CACHE_HOME": "../k"},
			Folders{"/h/.config/audiospliter", "/h/.local/share/audiospliter", "/h/.cache/audiospliter"},
		},
		"all under one": {map[string]string{EnvHome: "/one", "XDG_CONFIG_HOME": "/c"}, Folders{"/one/config", "/one/data", "/one/cache"}},
	} {
		t.Run(name, func(t *testing.T) {
			for _, variable := range []string{EnvHome, "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"} {
				t.Setenv(variable, test.env[variable])
			}
			t.Setenv("HOME", "/h")
			if got, err := Find(); err != nil || got != test.want {
				t.Errorf("got %+v, %v, want %+v", got, err, test.want)
			}
		})
	}
}
